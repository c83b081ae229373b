import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';
import type { QueuedBody } from '../../cost/counting-aws.ts';
import type { Outgoing } from './leaks.ts';

/** Services that answer with a fault which quotes all that they were sent. */
export type Faulty = 'DynamoDB' | 'SNS' | 'S3' | 'SQS';

export type RecordingAws = {
  readonly url: string;
  /** All that went out, but for what belongs there: bodies of queue and objects, items of the table. */
  readonly outgoing: readonly Outgoing[];
  readonly faulty: Set<Faulty>;
  readonly takeQueued: () => readonly QueuedBody[];
  readonly close: () => Promise<void>;
};

const entrySchema = z.object({
  Id: z.string(),
  MessageBody: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ StringValue: z.string().optional() })).default({}),
});
const sendSchema = z.object({ Entries: z.array(entrySchema.loose()) });

const PUBLISHED = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
<MessageId>00000000-0000-0000-0000-000000000000</MessageId></PublishResult></PublishResponse>`;

/** Answers SQS, SNS, S3 and Secrets Manager, hands DynamoDB's requests on, and keeps what each was sent. */
export async function startRecordingAws(dynamoDbUrl: string): Promise<RecordingAws> {
  const outgoing: Outgoing[] = [];
  const faulty = new Set<Faulty>();
  let queued: QueuedBody[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const service = serviceOf(request);
    const line = `${request.method} ${decodeURIComponent(request.url ?? '')}`;
    outgoing.push({
      where: `${service} address and headers`,
      text: `${line} ${JSON.stringify(request.headers)}`,
    });
    if (faulty.has(service as Faulty)) return quote(response, service, body);
    switch (service) {
      case 'DynamoDB':
        return handOn(dynamoDbUrl, request, body, response);
      case 'SQS': {
        const { Entries } = sendSchema.parse(JSON.parse(body));
        queued.push(
          ...Entries.map((sent) => ({ body: sent.MessageBody, attributes: sent.MessageAttributes })),
        );
        outgoing.push(
          ...Entries.map(({ MessageBody: _, ...rest }) => ({
            where: 'queue attributes',
            text: JSON.stringify(rest),
          })),
        );
        return json(response, { Successful: Entries.map(accepted), Failed: [] });
      }
      case 'Secrets Manager':
        return json(response, { ARN: 'arn', Name: 'patient-key', SecretString: 'f'.repeat(64) });
      case 'S3':
        response.end();
        return;
      case 'SNS':
        outgoing.push({ where: 'page or notice', text: [...new URLSearchParams(body)].join('\n') });
        response.end(PUBLISHED);
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    outgoing,
    faulty,
    takeQueued: () => {
      const taken = queued;
      queued = [];
      return taken;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function serviceOf({ headers, method }: IncomingMessage): Faulty | 'Secrets Manager' {
  const target = String(headers['x-amz-target'] ?? '');
  if (target.startsWith('DynamoDB')) return 'DynamoDB';
  if (target.startsWith('AmazonSQS')) return 'SQS';
  if (target.startsWith('secretsmanager')) return 'Secrets Manager';
  return method === 'PUT' ? 'S3' : 'SNS';
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

/** The SDK compares what SQS read with what it sent. */
const accepted = ({ Id, MessageBody }: z.infer<typeof entrySchema>) => ({
  Id,
  MessageId: Id,
  MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function json(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify(body));
}

async function handOn(
  url: string,
  { headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const kept = ['x-amz-target', 'content-type', 'authorization', 'x-amz-date'] as const;
  const sent = Object.fromEntries(kept.map((name) => [name, String(headers[name])]));
  const answered = await fetch(url, { method: 'POST', headers: sent, body });
  response.statusCode = answered.status;
  json(response, JSON.parse(await answered.text()));
}
