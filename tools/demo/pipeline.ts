import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandler as createAssess } from '../../functions/assess/handler.ts';
import { toSqsEvent } from '../../infra/local/queue/sqs-event.ts';
import { type EpochMs, HOUR_MS, plusMs } from '../../shared/clinical/instant.ts';
import type { RaisedAlert } from '../../shared/clinical/verdict.ts';
import { createDoor } from '../../shared/intake/accept.ts';
import { createControlIds } from '../../shared/intake/control-ids.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import { loadRegistry, parseRegistry } from '../../shared/intake/registry.ts';
import type { Config } from '../../shared/runtime/config.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { startDemoCharts } from './demo-charts.ts';
import { createRecorder, type Outage, type Recorder } from './recorder.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

export type DemoPipelineParts = {
  readonly config: Config;
  /** CSV of the patients with known cancer, loaded an hour before `begins`. */
  readonly registry: string;
  readonly begins: EpochMs;
  readonly outage: Outage;
};

/** Door, queue, assess, charts and sweep in this process, on a clock of their own. */
export type DemoPipeline = {
  readonly clock: VirtualClock;
  readonly recorder: Recorder;
  /** Resolves when all that a frame held has its fate. */
  readonly receive: (frame: Uint8Array) => Promise<void>;
  readonly sweep: () => Promise<unknown>;
  readonly alertIdOf: (raised: RaisedAlert) => string;
  readonly close: () => Promise<void>;
};

/** Keeps only what went wrong last: in the demo nothing may. */
function createFaultKeeper(): Telemetry & { readonly lastFault: () => unknown } {
  let last: unknown;
  return {
    info: () => {},
    warn: () => {},
    count: () => {},
    measure: () => {},
    error: (_event, error) => {
      last = error;
    },
    lastFault: () => last,
  };
}

/** The real functions; only the queue, the pager and the folders are stand-ins. */
export async function startDemoPipeline(parts: DemoPipelineParts): Promise<DemoPipeline> {
  const { config, begins } = parts;
  const folder = await mkdtemp(join(tmpdir(), 'calcium-alerts-demo-'));
  const telemetry = createFaultKeeper();
  const clock = createVirtualClock(plusMs(begins, -HOUR_MS));
  const recorder = createRecorder(clock, parts.outage);
  const charts = await startDemoCharts({ folder, config, clock, telemetry, recorder });
  await loadRegistry(parseRegistry(parts.registry, config.policySets), {
    chart: charts.service,
    feeds: config.feeds,
    loadedAt: clock.now(),
  });
  recorder.take();
  const waiting: QueuedMessage[] = [];
  const { caps, policy } = config;
  const feeds = createFeedDirectory(config);
  const assess = createAssess({
    ...{ feeds, caps, policy, clock, telemetry },
    chart: charts.service,
    resultKey: charts.keys.resultKey,
    operations: recorder.operations,
    store: recorder.store,
    fates: recorder.fates,
    claims: { collect: () => Promise.reject(new Error('nothing is claimed here')) },
  });
  const door = createDoor({
    ...{ caps, feeds, clock, telemetry },
    queue: { send: async (messages) => void waiting.push(...messages) },
    newControlId: createControlIds(),
  });
  let received = 0;
  return {
    clock,
    recorder,
    receive: async (bytes) => {
      await door.accept([{ bytes }]);
      for (const message of waiting.splice(0)) {
        received += 1;
        const failed = await workOff(assess, message, received);
        if (failed > 0) throw new Error(`message ${received} failed`, { cause: telemetry.lastFault() });
      }
    },
    sweep: charts.sweep,
    alertIdOf: (raised) => charts.keys.alertId({ ...raised, level: raised.alertLevel }),
    close: async () => {
      await charts.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** How many came back to the queue. */
async function workOff(
  assess: ReturnType<typeof createAssess>,
  message: QueuedMessage,
  seq: number,
): Promise<number> {
  const { batchItemFailures } = await assess(toSqsEvent([{ ...message, id: `demo-${seq}`, receives: 1 }]));
  return batchItemFailures.length;
}
