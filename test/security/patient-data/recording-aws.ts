import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AwsService,
  actionOf,
  giveNothing,
  giveSecret,
  handOn,
  json,
  type SentEntry,
  serviceOf,
  takeBatch,
  takePublished,
} from '../../stand-ins/aws-answers.ts';
import { type Answer, startLoopback } from '../../stand-ins/loopback.ts';
import type { Outgoing } from './leaks.ts';

/** Services that answer with a fault which quotes all that they were sent. */
export type Faulty = Exclude<AwsService, 'Secrets Manager'>;

/** What SSM holds of contacts: numbers and addresses of staff, by the path. */
export type Parameters = Readonly<Record<string, string>>;

type Asked = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
  readonly address: string;
  readonly action: string;
};

export type RecordingAws = {
  readonly url: string;
  /** All that went out, but for what belongs there: bodies of queue and objects, items of the table. */
  readonly outgoing: readonly Outgoing[];
  readonly faulty: Set<AwsService>;
  /** Objects that S3 holds, by bucket and key. */
  readonly objects: Map<string, Uint8Array>;
  readonly takeQueued: () => readonly SentEntry[];
  readonly close: () => Promise<void>;
};

/** Answers the services that the functions ask, hands DynamoDB's requests on, and keeps what each was sent. */
export async function startRecordingAws(
  dynamoDbUrl: string,
  parameters: Parameters = {},
): Promise<RecordingAws> {
  const outgoing: Outgoing[] = [];
  const faulty = new Set<AwsService>();
  const objects = new Map<string, Uint8Array>();
  let queued: SentEntry[] = [];

  const answers: Readonly<Record<AwsService, (asked: Asked) => unknown>> = {
    DynamoDB: ({ request, body, response }) => handOn(dynamoDbUrl, request, body, response),
    SQS: ({ request, action, body, response }) => {
      const QueueUrl = `http://${request.headers.host}/queue`;
      if (action !== 'SendMessageBatch') return json(response, { QueueUrl, Failed: [] });
      const sent = takeBatch(response, body);
      queued.push(...sent);
      return outgoing.push(
        ...sent.map(({ MessageBody: _, ...rest }) => ({
          where: 'queue attributes',
          text: JSON.stringify(rest),
        })),
      );
    },
    'Secrets Manager': ({ response }) => giveSecret(response),
    SSM: ({ response }) => json(response, { Parameters: listed(parameters) }),
    'CloudWatch Logs': ({ response }) => json(response, {}),
    S3: ({ address, response }) => response.end(objects.get(address.replace(/^\/|\?.*/g, ''))),
    SNS: ({ action, body, response }) => {
      if (action !== 'Publish') return giveNothing(response, action);
      outgoing.push({ where: 'page or notice', text: [...new URLSearchParams(body)].join('\n') });
      return takePublished(response);
    },
  };

  const answer: Answer = (request, response, bytes) => {
    const body = bytes.toString();
    const service = serviceOf(request);
    const address = decodeURIComponent(request.url ?? '');
    const action = actionOf(request, body);
    outgoing.push({
      where: action === 'GetObject' ? 'read from S3' : `${service} address and headers`,
      text: `${request.method} ${address} ${JSON.stringify(request.headers)}`,
    });
    if (faulty.has(service)) return quote(response, service, `${address} ${body}`);
    return answers[service]({ request, response, body, address, action });
  };

  const { url, close } = await startLoopback(answer);
  return {
    url,
    outgoing,
    faulty,
    objects,
    takeQueued: () => {
      const taken = queued;
      queued = [];
      return taken;
    },
    close,
  };
}

const listed = (parameters: Parameters) =>
  Object.entries(parameters).map(([Name, Value]) => ({ Name, Value }));

/** A service that says what was wrong with what it got says what it got: with the bytes of a message as text. */
function quote(response: ServerResponse, service: string, body: string): void {
  response.statusCode = 400;
  const decoded = body.replaceAll(/[A-Za-z0-9+/]{40,}={0,2}/g, (text) =>
    Buffer.from(text, 'base64').toString(),
  );
  const quoted = `one or more values are not valid: ${decoded} ${body}`.slice(0, 200_000);
  if (service !== 'S3' && service !== 'SNS') {
    json(response, { __type: 'com.amazonaws.fault#ValidationException', message: quoted });
    return;
  }
  const text = quoted.replaceAll(/[<&]/g, ' ');
  response.end(
    `<ErrorResponse><Error><Code>InvalidParameter</Code><Message>${text}</Message></Error></ErrorResponse>`,
  );
}
