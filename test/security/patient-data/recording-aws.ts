import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AwsService,
  giveSecret,
  handOn,
  json,
  type SentEntry,
  serviceOf,
  takeBatch,
  takePublished,
} from '../../stand-ins/aws-answers.ts';
import { startLoopback } from '../../stand-ins/loopback.ts';
import type { Outgoing } from './leaks.ts';

/** Services that answer with a fault which quotes all that they were sent. */
export type Faulty = Exclude<AwsService, 'Secrets Manager'>;

export type RecordingAws = {
  readonly url: string;
  /** All that went out, but for what belongs there: bodies of queue and objects, items of the table. */
  readonly outgoing: readonly Outgoing[];
  readonly faulty: Set<AwsService>;
  readonly takeQueued: () => readonly SentEntry[];
  readonly close: () => Promise<void>;
};

/** Answers SQS, SNS, S3 and Secrets Manager, hands DynamoDB's requests on, and keeps what each was sent. */
export async function startRecordingAws(dynamoDbUrl: string): Promise<RecordingAws> {
  const outgoing: Outgoing[] = [];
  const faulty = new Set<AwsService>();
  let queued: SentEntry[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse, bytes: Buffer): Promise<void> => {
    const body = bytes.toString();
    const service = serviceOf(request);
    const line = `${request.method} ${decodeURIComponent(request.url ?? '')}`;
    outgoing.push({
      where: `${service} address and headers`,
      text: `${line} ${JSON.stringify(request.headers)}`,
    });
    if (faulty.has(service)) return quote(response, service, body);
    switch (service) {
      case 'DynamoDB':
        await handOn(dynamoDbUrl, request, body, response);
        return;
      case 'SQS':
        for (const sent of takeBatch(response, bytes)) {
          const { MessageBody: _, ...rest } = sent;
          queued.push(sent);
          outgoing.push({ where: 'queue attributes', text: JSON.stringify(rest) });
        }
        return;
      case 'Secrets Manager':
        return giveSecret(response);
      case 'S3':
        response.end();
        return;
      case 'SNS':
        outgoing.push({ where: 'page or notice', text: [...new URLSearchParams(body)].join('\n') });
        takePublished(response);
    }
  };

  const { url, close } = await startLoopback(answer);
  return {
    url,
    outgoing,
    faulty,
    takeQueued: () => {
      const taken = queued;
      queued = [];
      return taken;
    },
    close,
  };
}

/** A service that says what was wrong with what it got says what it got: with the bytes of a message as text. */
function quote(response: ServerResponse, service: string, body: string): void {
  response.statusCode = 400;
  const decoded = body.replaceAll(/[A-Za-z0-9+/]{40,}={0,2}/g, (text) =>
    Buffer.from(text, 'base64').toString(),
  );
  const quoted = `one or more values are not valid: ${body} ${decoded}`.slice(0, 50_000);
  if (service === 'DynamoDB' || service === 'SQS') {
    json(response, { __type: 'com.amazonaws.fault#ValidationException', message: quoted });
    return;
  }
  const text = quoted.replaceAll(/[<&]/g, ' ');
  response.end(
    `<ErrorResponse><Error><Code>InvalidParameter</Code><Message>${text}</Message></Error></ErrorResponse>`,
  );
}
