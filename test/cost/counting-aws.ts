import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';

/** Requests by service and action, and the capacity that DynamoDB says they took. */
export type Requests = {
  readonly byAction: ReadonlyMap<string, number>;
  readonly writeUnits: number;
  readonly readUnits: number;
};

export type CountingAws = {
  readonly url: string;
  /** The bodies that were sent to the queue since the last time. */
  readonly takeQueued: () => readonly QueuedBody[];
  /** What was asked since the last time. */
  readonly takeCounts: () => Requests;
  readonly close: () => Promise<void>;
};

export type QueuedBody = {
  readonly body: string;
  readonly attributes: Readonly<Record<string, { readonly StringValue?: string | undefined }>>;
};

const entrySchema = z.object({
  Id: z.string(),
  MessageBody: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ StringValue: z.string().optional() })).default({}),
});
const sendSchema = z.object({ Entries: z.array(entrySchema) });

const accepted = ({ Id, MessageBody }: z.infer<typeof entrySchema>) => ({
  Id,
  MessageId: Id,
  MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
});

const consumedSchema = z.object({
  ConsumedCapacity: z.object({ CapacityUnits: z.number() }).optional(),
});

const DYNAMODB = /^DynamoDB_\d+\.(\w+)$/;
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);
const PUBLISHED = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
<MessageId>00000000-0000-0000-0000-000000000000</MessageId></PublishResult></PublishResponse>`;

/** Answers SQS, SNS, S3 and Secrets Manager, hands DynamoDB's requests on to `dynamoDbUrl`, and counts every one. */
export async function startCountingAws(dynamoDbUrl: string): Promise<CountingAws> {
  let queued: QueuedBody[] = [];
  let counted = nothing();
  const count = (action: string) => counted.byAction.set(action, (counted.byAction.get(action) ?? 0) + 1);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    const dynamoDbAction = DYNAMODB.exec(target)?.[1];
    if (dynamoDbAction !== undefined) {
      count(`DynamoDB ${dynamoDbAction}`);
      const units = await handOn(dynamoDbUrl, request, body, response);
      counted[WRITES.has(dynamoDbAction) ? 'writeUnits' : 'readUnits'] += units;
    } else if (target === 'AmazonSQS.SendMessageBatch') {
      count('SQS SendMessageBatch');
      const { Entries } = sendSchema.parse(JSON.parse(body.toString()));
      queued.push(...Entries.map((sent) => ({ body: sent.MessageBody, attributes: sent.MessageAttributes })));
      json(response, { Successful: Entries.map(accepted), Failed: [] });
    } else if (target === 'secretsmanager.GetSecretValue') {
      json(response, { ARN: 'arn', Name: 'patient-key', SecretString: 'f'.repeat(64) });
    } else if (request.method === 'PUT') {
      count('S3 PutObject');
      response.end();
    } else {
      count(`SNS ${new URLSearchParams(body.toString()).get('Action') ?? 'unknown'}`);
      response.end(PUBLISHED);
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(asError(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    takeQueued: () => {
      const taken = queued;
      queued = [];
      return taken;
    },
    takeCounts: () => {
      const taken = counted;
      counted = nothing();
      return taken;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const nothing = () => ({ byAction: new Map<string, number>(), writeUnits: 0, readUnits: 0 });
const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function json(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify(body));
}

/** The same request with the capacity asked for; resolves to what it consumed. */
async function handOn(
  url: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<number> {
  const asked = { ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'TOTAL' };
  const { 'x-amz-target': target, 'content-type': type, authorization, 'x-amz-date': date } = request.headers;
  const answered = await fetch(url, {
    method: 'POST',
    headers: {
      'x-amz-target': String(target),
      'content-type': String(type),
      authorization: String(authorization),
      'x-amz-date': String(date),
    },
    body: JSON.stringify(asked),
  });
  const text = await answered.text();
  response.statusCode = answered.status;
  json(response, JSON.parse(text));
  return consumedSchema.parse(JSON.parse(text)).ConsumedCapacity?.CapacityUnits ?? 0;
}
