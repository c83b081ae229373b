import { randomUUID } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createHandler as createAssess } from '../../functions/assess/handler.ts';
import { createLocalTelemetry } from '../../infra/local/local-telemetry.ts';
import { createAdmitPage } from '../../shared/alerting/admit-page.ts';
import { composePage } from '../../shared/alerting/compose-page.ts';
import { DUE_SHARDS } from '../../shared/alerting/dynamodb-deliveries.ts';
import { createChartRepository } from '../../shared/chart/chart-repository.ts';
import type { ChartService } from '../../shared/chart/chart-service.ts';
import { createChartService } from '../../shared/chart/create-chart-service.ts';
import { DEFAULT_CLAIM_TIMES } from '../../shared/chart/delivery.ts';
import { createKeys, type Keys } from '../../shared/chart/keys.ts';
import { createPolicyOfPatient } from '../../shared/chart/policy-of-patient.ts';
import type { Table } from '../../shared/chart/table.ts';
import { judge } from '../../shared/clinical/judge.ts';
import { createDoor } from '../../shared/intake/accept.ts';
import { createControlIds } from '../../shared/intake/control-ids.ts';
import type { Door } from '../../shared/intake/door.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { createFeedWatch } from '../../shared/intake/feed-watch.ts';
import { archiveObject } from '../../shared/intake/message-archive.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Config } from '../../shared/runtime/config.ts';
import { eventOfMessages } from '../stand-ins/sqs-events.ts';

/** Door and `assess` in this process, over whatever table; the archive is compressed and thrown away. */
export type OwnPipeline = {
  readonly door: Door;
  /** What the door has queued since the last time. */
  readonly takeQueued: () => readonly QueuedMessage[];
  readonly assess: (event: SQSEvent) => Promise<SQSBatchResponse>;
  readonly keys: Keys;
  readonly chart: ChartService;
};

const telemetry = createLocalTelemetry((line) => console.error(line));
const none = async (): Promise<void> => {};

export function createOwnPipeline(table: Table, config: Config): OwnPipeline {
  const { caps, policy, retention } = config;
  const feeds = createFeedDirectory(config);
  const keys = createKeys({ secret: 'the bench needs no secret', version: '1' });
  const chart = createChartService({
    ...{ keys, judge, retention, telemetry, clock: systemClock },
    repository: createChartRepository(table, DUE_SHARDS),
    policyOf: createPolicyOfPatient(config),
    newToken: randomUUID,
    publisher: { publish: none },
    composePage: (alert) => composePage(alert, config),
    admitPage: createAdmitPage({ table, pageStorm: config.pageStorm, telemetry, clock: systemClock }),
    claimTimes: DEFAULT_CLAIM_TIMES,
    feedTeams: new Map(),
    freezeEscalation: () => undefined,
  });
  let queued: QueuedMessage[] = [];
  return {
    ...{ keys, chart },
    door: createDoor({
      ...{ caps, feeds, telemetry, clock: systemClock },
      queue: { send: async (messages) => void queued.push(...messages) },
      newControlId: createControlIds(),
    }),
    takeQueued: () => {
      const taken = queued;
      queued = [];
      return taken;
    },
    assess: createAssess({
      ...{ chart, feeds, caps, policy, telemetry, clock: systemClock },
      resultKey: keys.resultKey,
      operations: { tell: none },
      feedWatch: createFeedWatch(table),
      store: { archive: async (batch) => void (await archiveObject(batch)), quarantine: refuse },
      claims: { collect: refuse },
      fates: { record: none },
    }),
  };
}

/** Nothing of the bench is claimed or set aside. */
async function refuse(): Promise<never> {
  throw new Error('a message of the bench was not read');
}

/** All messages through door and `assess`, in batches of which each of the workers has one on its way. */
export async function playThrough(
  pipeline: OwnPipeline,
  messages: readonly Uint8Array[],
  { perBatch = 10, workers = [pipeline] }: { perBatch?: number; workers?: readonly OwnPipeline[] } = {},
): Promise<void> {
  for (const message of messages) await pipeline.door.accept([{ bytes: message }]);
  const batches = inBatches(pipeline.takeQueued(), perBatch).values();
  const work = async ({ assess }: OwnPipeline): Promise<void> => {
    for (const batch of batches) {
      const { batchItemFailures } = await assess(eventOfMessages(batch));
      if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages failed`);
    }
  };
  await Promise.all(workers.map(work));
}

export function inBatches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
