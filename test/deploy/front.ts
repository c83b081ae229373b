import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { startLoopback } from '../stand-ins/loopback.ts';

/** One request to AWS, as far as its address and signature tell. */
export type Asked = {
  /** As its signature names it: `dynamodb`, `sqs` … */
  readonly service: string;
  /** `PutItem`, `Publish` …; of S3 the HTTP method. */
  readonly action: string;
  /** The id of the key that it was signed with. */
  readonly caller: string;
  /** What it is asked of, as the request names it: an ARN, a name, an address; of S3 `bucket/key`. */
  readonly resource: string;
};

/** What is done to a request instead of passing it on; undefined where it is passed on. */
export type Fault = (asked: Asked) => 'throttled' | 'held' | undefined;

/** What stands between AWS's clients and the emulator: it counts, and faults are made in it. */
export type Front = {
  /** `http://127.0.0.1:<port>`: with an address, clients of S3 put the bucket into the path and not before the host. */
  readonly url: string;
  /** The same by the name that the CDK's command asks for. */
  readonly urlByName: string;
  readonly asked: readonly Asked[];
  /** Every request goes through it until the next is set. */
  readonly inject: (fault: Fault) => void;
  readonly passTo: (port: number) => void;
  readonly close: () => Promise<void>;
};

/** The fault of so many of the requests that are meant, of none after these. */
export function faultTimes(
  count: number,
  isMeant: (asked: Asked) => boolean,
  fault: ReturnType<Fault>,
): Fault {
  let left = count;
  return (asked) => {
    if (left === 0 || !isMeant(asked)) return undefined;
    left -= 1;
    return fault;
  };
}

const NO_FAULT: Fault = () => undefined;

export async function startFront(): Promise<Front> {
  const asked: Asked[] = [];
  const target = { port: 0, fault: NO_FAULT };
  const { url, port, close } = await startLoopback((incoming, response, body) => {
    const one = askedBy(incoming, body);
    asked.push(one);
    const fault = target.fault(one);
    if (fault === 'held') return;
    if (fault === 'throttled') throttle(response);
    else pass(incoming, body, response, target.port);
  });
  return {
    url,
    urlByName: `http://localhost:${port}`,
    asked,
    inject: (fault) => {
      target.fault = fault;
    },
    passTo: (port) => {
      target.port = port;
    },
    close,
  };
}

/** `AWS4-HMAC-SHA256 Credential=<key>/<day>/<region>/<service>/aws4_request, …` */
function askedBy({ headers, method = '', url = '/' }: IncomingMessage, body: Buffer): Asked {
  const [, scope = ''] = /Credential=([^,]*)/.exec(headers.authorization ?? '') ?? [];
  const [caller = '', , , service = ''] = scope.split('/');
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const action = target.slice(target.lastIndexOf('.') + 1);
    return { service, caller, action, resource: resourceOf(JSON.parse(body.toString())) };
  }
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const form = Object.fromEntries(new URLSearchParams(body.toString()));
    return { service, caller, action: form.Action ?? '', resource: resourceOf(form) };
  }
  const { pathname } = new URL(url, 'http://emulator');
  return { service, caller, action: method, resource: decodeURIComponent(pathname.slice(1)) };
}

type Named = Readonly<Record<string, unknown>>;

function resourceOf(request: Named): string {
  const {
    TableName,
    IndexName,
    TopicArn,
    SubscriptionArn,
    QueueUrl,
    QueueName,
    SecretId,
    Path,
    logGroupName,
  } = request;
  if (IndexName !== undefined) return `${TableName}/index/${IndexName}`;
  const queue = String(QueueUrl ?? '').replace(/.*\//, '') || QueueName;
  const name = TableName ?? TopicArn ?? SubscriptionArn ?? SecretId ?? Path ?? logGroupName ?? queue ?? '';
  return String(name).replace(/^\//, '');
}

function throttle(response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  const type = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
  response.end(
    JSON.stringify({ __type: type, message: 'The rate of requests exceeds the allowed throughput.' }),
  );
}

function pass(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  port: number,
) {
  const { 'transfer-encoding': _, ...sent } = headers;
  const onward = request(
    { host: '127.0.0.1', port, method, path: url, headers: { ...sent, 'content-length': body.length } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  onward.end(body);
}
