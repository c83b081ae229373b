import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createContainer as createAssessContainer } from '../../functions/assess/container.ts';
import { createHandler as createAssess } from '../../functions/assess/handler.ts';
import { createContainer as createReceiveContainer } from '../../functions/receive/container.ts';
import { createHandler as createReceive, type ReceiveEvent } from '../../functions/receive/handler.ts';
import { readConfig } from '../../infra/config.ts';
import { startEmbeddedDynamoDb } from '../../infra/local/table/embedded-dynamodb.ts';
import { openTable } from '../../infra/local/table/local-charts.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import { posted } from '../stand-ins/posted.ts';
import { eventOfSent } from '../stand-ins/sqs-events.ts';
import { type CountingAws, type Requests, startCountingAws } from './counting-aws.ts';
import { type Kind, messagesOf } from './kinds.ts';

/** What the real handlers asked of AWS for so many messages of one kind. */
export type Count = {
  readonly messages: number;
  readonly door: Work;
  readonly assess: Work;
};

/** Of one function: its invocations, what it asked, what it logged and how long its processor worked. */
export type Work = {
  readonly invocations: number;
  readonly requests: Requests;
  readonly logBytes: number;
  readonly cpuMs: number;
};

/** What a message is played through: the door, then whatever it queued in batches. */
export type Handlers = {
  readonly receive: (event: ReceiveEvent) => Promise<{ readonly statusCode: number }>;
  readonly assess: (event: SQSEvent) => Promise<SQSBatchResponse>;
};

/** Makes handlers whose clients ask at `aws`. */
export type HandlersAt = (aws: Pick<CountingAws, 'url'>) => Promise<Handlers>;

type Played = Handlers & { readonly aws: CountingAws };

/** Many pages are counted within a minute: as if each were of a day of its own. */
const USUAL_DAYS = { pages: 1_000, withinMinutes: 10 };

const SAMPLE_CONFIG = 'tools/samples/calcium-alerts.config.json';

/** Between two of all that begins with a minute, an hour or a day: some of it takes a request more. */
const NOW = Date.UTC(2026, 0, 2, 12, 5, 30);

/**
 * Plays messages through `receive` and `assess` as they are deployed, or through other handlers, over a real table;
 * every request is counted. Meanwhile the clock stands still, so that the counts are the same whenever it is.
 */
export async function countRequests(
  kinds: readonly Kind[],
  messages: number,
  perBatch: number,
  handlersAt: HandlersAt = deployedHandlers,
): Promise<ReadonlyMap<Kind, Count>> {
  const folder = mkdtempSync(join(tmpdir(), 'cost-'));
  const dynamoDb = await startEmbeddedDynamoDb(folder, (error) => {
    throw error;
  });
  const aws = await startCountingAws(dynamoDb.endpoint);
  mock.timers.enable({ apis: ['Date'], now: NOW });
  try {
    const client = await openTable(dynamoDb.endpoint);
    client.destroy();
    pointClientsAt(aws);
    const handlers = { aws, ...(await handlersAt(aws)) };
    await warmUp(handlers);
    const counts = new Map<Kind, Count>();
    for (const kind of kinds) counts.set(kind, await countOf(kind, messages, perBatch, handlers));
    return counts;
  } finally {
    mock.timers.reset();
    await aws.close();
    await dynamoDb.close();
    rmSync(folder, { recursive: true });
  }
}

/** As on every day: the feed has been heard and has sent of a patient whom the registry knows. */
async function warmUp(handlers: Played): Promise<void> {
  const { before } = messagesOf('registered', 1, epochMs(Date.now()));
  for (const message of before) await throughBoth([message], 1, handlers);
}

function pointClientsAt(aws: CountingAws): void {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: aws.url,
    POWERTOOLS_METRICS_NAMESPACE: 'CalciumAlerts',
  });
}

const deployedHandlers: HandlersAt = async (aws) => {
  const config = { ...readConfig(SAMPLE_CONFIG), pageStorm: USUAL_DAYS };
  const bucket = 'bucket';
  const topic = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;
  const door = { QUEUE_URL: `${aws.url}/intake`, CLAIM_CHECK_BUCKET: bucket };
  const assessing = {
    TABLE_NAME: 'calcium-alerts',
    PATIENT_KEY_SECRET_ARN: 'patient-key',
    ARCHIVE_BUCKET: bucket,
    QUARANTINE_BUCKET: bucket,
    CLAIM_CHECK_BUCKET: bucket,
    TEAM_TOPIC_ARN_PREFIX: topic('team-'),
    OPERATIONS_TOPIC_ARN: topic('operations'),
  };
  return {
    receive: createReceive(createReceiveContainer(door, config)),
    assess: createAssess(await createAssessContainer(assessing, config)),
  };
};

async function countOf(kind: Kind, howMany: number, perBatch: number, handlers: Played): Promise<Count> {
  const { before, counted } = messagesOf(kind, howMany, epochMs(Date.now()));
  for (const message of before) await throughBoth([message], 1, handlers);
  handlers.aws.takeCounts();
  return { messages: howMany, ...(await throughBoth(counted, perBatch, handlers)) };
}

async function throughBoth(
  messages: readonly Uint8Array[],
  perBatch: number,
  { aws, receive, assess }: Played,
): Promise<{ readonly door: Work; readonly assess: Work }> {
  const door = await working(aws, messages, async (message) => {
    const { statusCode } = await receive(posted(message));
    if (statusCode !== 200) throw new Error(`the door answered ${statusCode}`);
  });
  const assessed = await working(aws, batches(aws.takeQueued(), perBatch), async (batch) => {
    const { batchItemFailures } = await assess(eventOfSent(batch));
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages failed`);
  });
  return { door, assess: assessed };
}

async function working<T>(
  aws: CountingAws,
  events: readonly T[],
  invoke: (event: T) => Promise<void>,
): Promise<Work> {
  const logged = countingOutput();
  const began = process.cpuUsage();
  try {
    for (const event of events) await invoke(event);
  } finally {
    logged.stop();
  }
  const { user, system } = process.cpuUsage(began);
  return {
    invocations: events.length,
    requests: aws.takeCounts(),
    logBytes: logged.bytes(),
    cpuMs: (user + system) / 1_000,
  };
}

/** What a function writes goes to CloudWatch Logs; here it is only measured. */
function countingOutput() {
  let bytes = 0;
  const { write } = process.stdout;
  process.stdout.write = (chunk: string | Uint8Array) => {
    bytes += chunk.length;
    return true;
  };
  return {
    bytes: () => bytes,
    stop: () => {
      process.stdout.write = write;
    },
  };
}

function batches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
