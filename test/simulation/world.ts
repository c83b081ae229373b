import type { AlertToPage } from '../../shared/alerting/compose-page.ts';
import type { Page, Publisher } from '../../shared/alerting/publisher.ts';
import { createSweep } from '../../shared/alerting/sweep.ts';
import { createChartRepository } from '../../shared/chart/chart-repository.ts';
import type { ChartService, Sweep } from '../../shared/chart/chart-service.ts';
import { createChartService } from '../../shared/chart/create-chart-service.ts';
import { DEFAULT_CLAIM_TIMES } from '../../shared/chart/delivery.ts';
import { createKeys } from '../../shared/chart/keys.ts';
import { retentionSchema } from '../../shared/chart/stored-fact.ts';
import type { Table } from '../../shared/chart/table.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import { judge } from '../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../shared/clinical/policy.ts';
import type { Judge } from '../../shared/clinical/verdict.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { type Choices, onceIn } from './choices.ts';
import { createMemoryTable, type MemoryTable } from './memory-table.ts';
import { type Message, patientAt, START } from './scenario.ts';
import { type Attempt, createScheduler, type Scheduler } from './scheduler.ts';

/** What a known-bad variant changes. */
export type Defect = {
  readonly name: string;
  readonly table?: (table: Table) => Table;
  readonly publisher?: (publisher: Publisher, table: Table) => Publisher;
  readonly judge?: (judge: Judge) => Judge;
  readonly service?: (service: ChartService, table: Table) => ChartService;
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

export const keys = createKeys({ secret: 'simulation', version: '1' });
export const DUE_SHARDS = 2;

const silent: Telemetry = { info: () => {}, warn: () => {}, error: () => {}, count: () => {} };
const retention = retentionSchema.parse({});

export function createWorld(choices: Choices, defect: Defect): World {
  const scheduler = createScheduler(choices);
  const memory = createMemoryTable();
  const published: Page[] = [];
  let now = START + 2 * 3_600_000;
  let tokens = 0;

  const portsOf = (attempt: Attempt) => {
    const clock = { now: () => epochMs(now) };
    const table = tableOf(attempt, scheduler, memory, choices);
    const publisher: Publisher = {
      publish: (page) =>
        scheduler.request(attempt, `publish ${page.alertId}`, () => void published.push(page)),
    };
    const usedTable = defect.table?.(table) ?? table;
    const repository = createChartRepository(usedTable, DUE_SHARDS);
    tokens += 1;
    const prefix = `${attempt.name}.${tokens}`;
    let calls = 0;
    return {
      ...{ table: usedTable, repository, keys, clock, retention, telemetry: silent },
      publisher: defect.publisher?.(publisher, usedTable) ?? publisher,
      judge: defect.judge?.(judge) ?? judge,
      policy: defaultPolicy,
      claimTimes: DEFAULT_CLAIM_TIMES,
      dueShards: DUE_SHARDS,
      chartsPerShard: 100,
      newToken: () => `${prefix}.${++calls}`,
      composePage: pageOf,
    };
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
      await handleMessage(defect.service?.(service, ports.table) ?? service, message);
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
