import { createAdmitPage } from '../../shared/alerting/admit-page.ts';
import type { AlertToPage } from '../../shared/alerting/compose-page.ts';
import type { Page } from '../../shared/alerting/publisher.ts';
import { createSweep } from '../../shared/alerting/sweep.ts';
import { createChartRepository } from '../../shared/chart/chart-repository.ts';
import type { ChartService } from '../../shared/chart/chart-service.ts';
import { createChartService } from '../../shared/chart/create-chart-service.ts';
import { DEFAULT_CLAIM_TIMES } from '../../shared/chart/delivery.ts';
import { stepOf } from '../../shared/chart/escalation.ts';
import { retentionSchema } from '../../shared/chart/stored-fact.ts';
import type { Table } from '../../shared/chart/table.ts';
import { type EpochMs, epochMs, HOUR_MS } from '../../shared/clinical/instant.ts';
import { judge } from '../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../shared/clinical/policy.ts';
import { createDeskService } from '../../shared/desk/create-desk-service.ts';
import type { DeskDependencies } from '../../shared/desk/desk-dependencies.ts';
import type { DeskService } from '../../shared/desk/desk-service.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { assessBatch } from './assess-batch.ts';
import { type Choices, onceIn, oneOf } from './choices.ts';
import { freezeInSteps } from './escalations.ts';
import { chosenOf, createTemper, type Faults, type Temper } from './faults.ts';
import { createMemoryTable, type MemoryTable } from './memory-table.ts';
import { createOutcomes, type Outcomes } from './outcomes.ts';
import { type Defect, DUE_SHARDS, keys, type Ports } from './ports.ts';
import type { Delivery } from './queue.ts';
import { createReader, type Reader } from './reader.ts';
import { START } from './results.ts';
import { patientAt, type Scenario } from './scenario.ts';
import { type Attempt, createScheduler, PUBLISH, type Scheduler } from './scheduler.ts';
import { sendThroughDoor, type Unsent } from './sending.ts';

/** Everything outside a worker: it survives every crash. */
export type World = {
  readonly temper: Temper;
  readonly scheduler: Scheduler;
  readonly memory: MemoryTable;
  readonly outcomes: Outcomes;
  readonly reader: Reader;
  readonly letTimePass: (ms: number) => void;
  readonly now: () => EpochMs;
  /** Resolves to what is to be delivered again. */
  readonly handle: (attempt: Attempt, batch: readonly Delivery[]) => Promise<readonly Delivery[]>;
  /** Rejects when the laboratory is not answered. */
  readonly send: (
    attempt: Attempt,
    unsent: Unsent,
    enqueue: (queued: QueuedMessage) => void,
  ) => Promise<void>;
  readonly sweep: (attempt: Attempt) => Promise<unknown>;
  readonly desk: (attempt: Attempt) => DeskService;
};

/** Less than the margin that an attempt keeps to the end of its claim. */
const SKEWS_MS = [0, -4_000, 4_000, -1_500, 1_500] as const;

export function createWorld(scenario: Scenario, choices: Choices, defect: Defect, faults: Faults): World {
  const temper = createTemper(choices);
  const scheduler = createScheduler(choices, chosenOf(faults, choices), temper);
  const memory = createMemoryTable();
  const outcomes = createOutcomes();
  const reader = createReader(scenario.readsEveryTime);
  let now = START + 2 * HOUR_MS;
  let tokens = 0;

  const portsOf = (attempt: Attempt): Ports => {
    const skew = scheduler.faults().has('clock-skew') ? oneOf(choices, SKEWS_MS) : 0;
    const clock = { now: () => epochMs(now + skew) };
    const request = tableOf(attempt, scheduler, memory, choices);
    const table = defect.table?.(request, clock.now) ?? request;
    tokens += 1;
    const prefix = `${attempt.name}.${tokens}`;
    let calls = 0;
    const telemetry = telemetryTo(scenario.isInBytes ? outcomes.told : undefined);
    const publish = (page: Page) =>
      scheduler.request(attempt, `${PUBLISH} ${page.alertId}`, () => {
        outcomes.published.push(page);
        outcomes.publishedAt.push(now);
      });
    const ports: Ports = {
      ...{ table, keys, judge, clock, retention: RETENTION, feedTeams: NO_TEAMS },
      freezeEscalation: scenario.isEscalated ? freezeInSteps : () => undefined,
      repository: createChartRepository(table, DUE_SHARDS),
      publisher: { publish },
      telemetry,
      policyOf: () => ({ policy: defaultPolicy }),
      ...{ claimTimes: DEFAULT_CLAIM_TIMES, dueShards: DUE_SHARDS, chartsPerShard: 100 },
      newToken: () => `${prefix}.${++calls}`,
      composePage: pageOf,
      admitPage: createAdmitPage({
        ...{ table, clock, telemetry },
        pageStorm: { pages: scenario.pagesAtOnce, withinMinutes: 10 },
      }),
      operations: {
        tell: (notice) =>
          scheduler.request(
            attempt,
            `tell ${notice.code}`,
            () => void outcomes.told.push(JSON.stringify(notice)),
          ),
      },
      pause: async () => {},
    };
    return defect.ports?.(ports) ?? ports;
  };

  const handle: World['handle'] = async (attempt, batch) => {
    const ports = portsOf(attempt);
    const made = createChartService(ports);
    const service = defect.service?.(made, ports) ?? made;
    const failed = scenario.isInBytes
      ? await assessBatch(batch, service, ports, { attempt, scheduler, outcomes, reader })
      : await chartEach(service, batch);
    return defect.saysFailed?.(failed) ?? failed;
  };

  return {
    ...{ temper, scheduler, memory, outcomes, reader, handle },
    letTimePass: (ms) => {
      now += ms;
    },
    now: () => epochMs(now),
    send: (attempt, unsent, enqueue) =>
      sendThroughDoor(unsent, { ports: portsOf(attempt), attempt, scheduler, defect, enqueue }),
    sweep: (attempt) => (defect.withoutSweep ? Promise.resolve() : createSweep(portsOf(attempt))()),
    desk: (attempt) => {
      const { table, repository, policyOf, clock, newToken } = portsOf(attempt);
      const desk: DeskDependencies = {
        table: { ...table, newest: async () => [] },
        ...{ repository, policyOf, clock, newToken },
        routing: { teams: [], fallbackTeam: 'fallback' },
      };
      return createDeskService(defect.desk?.(desk) ?? desk);
    },
  };
}

const RETENTION = retentionSchema.parse({});
const NO_TEAMS = new Map<string, string>();

/** Brings facts to the charts without a function around them. */
async function chartEach(service: ChartService, batch: readonly Delivery[]): Promise<readonly Delivery[]> {
  for (const { message } of batch) {
    if (message.is === 'other') continue;
    if (message.is === 'fact') {
      const { patient, identity, fact } = message;
      await service.judge(await service.record(patientAt(patient), identity, fact));
      continue;
    }
    const { action, sentAt } = message;
    const [survivor, absorbed] = [patientAt(message.survivor), patientAt(message.absorbed)];
    await service.link({ action, survivor, absorbed }, epochMs(sentAt));
  }
  return [];
}

function tableOf(attempt: Attempt, scheduler: Scheduler, memory: MemoryTable, choices: Choices): Table {
  const { requests } = memory;
  const of =
    <Name extends keyof Table>(name: Name) =>
    (...given: Parameters<Table[Name]>) =>
      scheduler.request(attempt, `${name} ${shown(given)}`, () => requests[name](...given));
  return {
    query: of('query'),
    get: of('get'),
    put: of('put'),
    putFact: of('putFact'),
    putVersion: of('putVersion'),
    extendExpiry: of('extendExpiry'),
    increment: of('increment'),
    due: (...given) =>
      scheduler.request(attempt, 'due', () => {
        const isStale = scheduler.faults().has('stale-index') && onceIn(choices, 3);
        return memory.dueBefore(isStale ? choices.below(4) : 0, ...given);
      }),
  };
}

function shown([first, second]: readonly unknown[]): string {
  if (typeof first === 'string') return `${first.slice(0, 6)} ${String(second).slice(0, 10)}`;
  const { pk, sk } = first as { readonly pk: string; readonly sk: string };
  return `${pk.slice(0, 6)} ${sk.slice(0, 10)}`;
}

function pageOf({ alertId, team = 'fallback', level, kind, repeat, escalation }: AlertToPage): Page {
  const { contacts = ['first'] } = escalation ?? {};
  return {
    ...{ alertId, team, level, kind, repeat, subject: '', sms: '', email: '' },
    ...{ contacts, step: stepOf(escalation) },
  };
}

/** What would be logged and measured: of an error its name alone, as everywhere. */
function telemetryTo(told: string[] | undefined): Telemetry {
  const tell = (...given: readonly unknown[]) => {
    told?.push(JSON.stringify(given));
  };
  return {
    info: tell,
    warn: tell,
    error: (event, error, fields) => tell(event, error instanceof Error ? error.name : '', fields),
    count: tell,
    measure: tell,
  };
}
