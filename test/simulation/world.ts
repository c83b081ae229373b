import type { AlertToPage } from '../../shared/alerting/compose-page.ts';
import type { Page } from '../../shared/alerting/publisher.ts';
import { createSweep, type SweepDependencies } from '../../shared/alerting/sweep.ts';
import { createChartRepository } from '../../shared/chart/chart-repository.ts';
import type { ChartService, Sweep } from '../../shared/chart/chart-service.ts';
import { type ChartDependencies, createChartService } from '../../shared/chart/create-chart-service.ts';
import { DEFAULT_CLAIM_TIMES } from '../../shared/chart/delivery.ts';
import { createKeys, type Keys } from '../../shared/chart/keys.ts';
import { retentionSchema } from '../../shared/chart/stored-fact.ts';
import type { Table } from '../../shared/chart/table.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import { judge } from '../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../shared/clinical/policy.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { type Choices, onceIn } from './choices.ts';
import { createMemoryTable, type MemoryTable } from './memory-table.ts';
import { type Message, patientAt, START } from './scenario.ts';
import { type Attempt, createScheduler, type Scheduler } from './scheduler.ts';

/** All that one attempt of a worker works with. */
export type Ports = ChartDependencies & SweepDependencies & { readonly table: Table };

/** What a known-bad variant changes. */
export type Defect = {
  readonly name: string;
  readonly table?: (table: Table) => Table;
  readonly ports?: (ports: Ports) => Ports;
  readonly service?: (service: ChartService, ports: Ports) => ChartService;
  readonly withoutSweep?: boolean;
};

/** Everything outside a worker: it survives every crash. */
export type World = {
  readonly scheduler: Scheduler;
  readonly memory: MemoryTable;
  readonly published: Page[];
  readonly letTimePass: (ms: number) => void;
  readonly now: () => number;
  readonly handle: (attempt: Attempt, message: Message) => Promise<void>;
  readonly sweep: (attempt: Attempt) => Promise<unknown>;
};

export const keys = rememberKeys(createKeys({ secret: 'simulation', version: '1' }));
export const DUE_SHARDS = 2;

const silent: Telemetry = {
  info: () => {},
  warn: () => {},
  error: () => {},
  count: () => {},
  measure: () => {},
};
const retention = retentionSchema.parse({});

export function createWorld(choices: Choices, defect: Defect): World {
  const scheduler = createScheduler(choices);
  const memory = createMemoryTable();
  const published: Page[] = [];
  let now = START + 2 * 3_600_000;
  let tokens = 0;

  const portsOf = (attempt: Attempt): Ports => {
    const request = tableOf(attempt, scheduler, memory, choices);
    const table = defect.table?.(request) ?? request;
    tokens += 1;
    const prefix = `${attempt.name}.${tokens}`;
    let calls = 0;
    const ports: Ports = {
      ...{ table, keys, retention, judge },
      repository: createChartRepository(table, DUE_SHARDS),
      publisher: {
        publish: (page) =>
          scheduler.request(attempt, `publish ${page.alertId}`, () => void published.push(page)),
      },
      clock: { now: () => epochMs(now) },
      telemetry: silent,
      policyOf: () => ({ policy: defaultPolicy }),
      feedTeams: new Map(),
      claimTimes: DEFAULT_CLAIM_TIMES,
      dueShards: DUE_SHARDS,
      chartsPerShard: 100,
      newToken: () => `${prefix}.${++calls}`,
      composePage: pageOf,
    };
    return defect.ports?.(ports) ?? ports;
  };

  return {
    ...{ scheduler, memory, published },
    now: () => now,
    letTimePass: (ms) => {
      now += ms;
    },
    handle: async (attempt, message) => {
      const ports = portsOf(attempt);
      const service = createChartService(ports);
      await handleMessage(defect.service?.(service, ports) ?? service, message);
    },
    sweep: async (attempt) => {
      if (defect.withoutSweep) return;
      const sweep: Sweep = createSweep(portsOf(attempt));
      await sweep();
    },
  };
}

async function handleMessage(service: ChartService, message: Message): Promise<void> {
  if (message.is === 'fact') {
    const key = await service.record(patientAt(message.patient), message.identity, message.fact);
    await service.judge(key);
    return;
  }
  const { action, sentAt } = message;
  const [survivor, absorbed] = [patientAt(message.survivor), patientAt(message.absorbed)];
  await service.link({ action, survivor, absorbed }, epochMs(sentAt));
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
        const stale = scheduler.faults() && onceIn(choices, 3) ? choices.below(4) : 0;
        return memory.dueBefore(stale, ...given);
      }),
  };
}

function shown([first, second]: readonly unknown[]): string {
  if (typeof first === 'string') return `${first.slice(0, 6)} ${String(second).slice(0, 10)}`;
  const { pk, sk } = first as { readonly pk: string; readonly sk: string };
  return `${pk.slice(0, 6)} ${sk.slice(0, 10)}`;
}

function pageOf({ alertId, team = 'fallback', level, kind, repeat }: AlertToPage): Page {
  return { alertId, team, level, kind, contact: 'first', subject: '', sms: '', email: '', repeat };
}

/** The same keys, each hash made once: hashing would take most of a run's time. */
function rememberKeys(made: Keys): Keys {
  const patients = new Map<string, ReturnType<Keys['patientKey']>>();
  const facts = new WeakMap<object, string>();
  return {
    ...made,
    patientKey: (patient) => {
      const key = patients.get(patient.id) ?? made.patientKey(patient);
      patients.set(patient.id, key);
      return key;
    },
    factKey: (identity, fact) => {
      const key = facts.get(fact) ?? made.factKey(identity, fact);
      facts.set(fact, key);
      return key;
    },
  };
}
