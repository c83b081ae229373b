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
  readonly close: () => Promise<void>;
};

/** Answers the few requests to SNS, S3 and Secrets Manager that a function makes, and keeps what was asked of it. */
export async function startAwsStandIn(secret: string): Promise<AwsStandIn> {
  const published: Published[] = [];
  const objects: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    if (request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue') {
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
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
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
