import { giveSecret, json, serviceOf, takeBatch, takePublished } from '../stand-ins/aws-answers.ts';
import { startLoopback } from '../stand-ins/loopback.ts';

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
  const { url, close } = await startLoopback((request, response, body) => {
    const signature = /Credential=([^/]+)/.exec(request.headers.authorization ?? '');
    if (signature?.[1]) signedBy.add(signature[1]);
    if (request.url === TASK_CREDENTIALS) return json(response, taskCredentials());
    switch (serviceOf(request)) {
      case 'SQS':
        queued.push(...takeBatch(response, body.toString()).map(({ MessageBody }) => MessageBody));
        return;
      case 'Secrets Manager':
        return giveSecret(response, secret);
      case 'S3':
        objects.push(decodeURIComponent(new URL(request.url ?? '/', 'http://stand-in').pathname.slice(1)));
        response.end();
        return;
      default:
        published.push(readPublish(new URLSearchParams(body.toString('latin1'))));
        takePublished(response);
    }
  });
  return { url, published, objects, queued, signedBy, close };
}

function taskCredentials() {
  const Expiration = new Date(Date.now() + 3_600_000).toISOString();
  return { AccessKeyId: TASK_ACCESS_KEY, SecretAccessKey: 'none', Token: 'none', Expiration };
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
