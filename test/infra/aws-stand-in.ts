import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A page or notice as it reached SNS. */
export type Published = {
  readonly topic: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly message: string;
};

export type AwsStandIn = {
  readonly url: string;
  readonly published: readonly Published[];
  /** Names of the objects that were put, bucket first. */
  readonly objects: readonly string[];
  /** Bodies of the messages that were sent to a queue, and the access key that each request was signed with. */
  readonly queued: readonly string[];
  readonly signedBy: ReadonlySet<string>;
  readonly close: () => Promise<void>;
};

/** Where a task on Fargate is given its credentials. */
export const TASK_CREDENTIALS = '/task-credentials';
export const TASK_ACCESS_KEY = 'ASIATASK';

/** Answers the few requests that a function or the gateway makes of AWS, and keeps what was asked of it. */
export async function startAwsStandIn(secret: string): Promise<AwsStandIn> {
  const published: Published[] = [];
  const objects: string[] = [];
  const queued: string[] = [];
  const signedBy = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const signature = /Credential=([^/]+)/.exec(request.headers.authorization ?? '');
    if (signature?.[1]) signedBy.add(signature[1]);
    if (request.url === TASK_CREDENTIALS) {
      json(response, taskCredentials());
    } else if (request.headers['x-amz-target'] === 'AmazonSQS.SendMessageBatch') {
      const { Entries }: { Entries: { Id: string; MessageBody: string }[] } = JSON.parse(body);
      queued.push(...Entries.map(({ MessageBody }) => MessageBody));
      json(response, { Successful: Entries.map(confirmed), Failed: [] });
    } else if (request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue') {
      json(response, { ARN: 'arn', Name: 'patient-key', SecretString: secret });
    } else if (request.method === 'PUT') {
      objects.push(decodeURIComponent(new URL(request.url ?? '/', 'http://stand-in').pathname.slice(1)));
      response.end();
    } else {
      published.push(readPublish(new URLSearchParams(body)));
      response.end(PUBLISHED);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    published,
    objects,
    queued,
    signedBy,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function taskCredentials() {
  const Expiration = new Date(Date.now() + 3_600_000).toISOString();
  return { AccessKeyId: TASK_ACCESS_KEY, SecretAccessKey: 'none', Token: 'none', Expiration };
}

/** The SDK compares what SQS read with what it sent. */
function confirmed({ Id, MessageBody }: { Id: string; MessageBody: string }) {
  return { Id, MessageId: Id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
}

const PUBLISHED = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
<MessageId>00000000-0000-0000-0000-000000000000</MessageId></PublishResult></PublishResponse>`;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

function json(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.end(JSON.stringify(body));
}

/** SNS's query protocol: MessageAttributes.entry.1.Name=level&MessageAttributes.entry.1.Value.StringValue=… */
function readPublish(form: URLSearchParams): Published {
  const attributes: Record<string, string> = {};
  for (const [key, name] of form) {
    const entry = /^MessageAttributes\.entry\.\d+\.(?=Name$)/.exec(key)?.[0];
    if (entry) attributes[name] = form.get(`${entry}Value.StringValue`) ?? '';
  }
  return { topic: form.get('TopicArn') ?? '', attributes, message: form.get('Message') ?? '' };
}
