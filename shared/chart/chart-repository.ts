import type { EpochMs } from '../clinical/instant.ts';
import type { ChartedFact } from '../clinical/verdict.ts';
import { CHART_KEY, type Chart, chartSchema, emptyChart } from './chart.ts';
import { firstDue } from './due.ts';
import { factItem, factOf, isExpired, type StoredFact, storedFactSchema } from './stored-fact.ts';
import { parseItem } from './stored-item.ts';
import type { Item, Table } from './table.ts';

/** A chart and its own facts. */
export type ChartWithFacts = { readonly chart: Chart; readonly facts: readonly StoredFact[] };

/** Charts and facts in the table, each parsed by its schema on the way out. */
export type ChartRepository = {
  /** One strongly consistent query: the facts are no older than the chart. Without expired facts. */
  readonly read: (pk: string, now: EpochMs) => Promise<ChartWithFacts>;
  /** Strongly consistent. */
  readonly chart: (pk: string) => Promise<Chart>;
  /** Writes a changed copy of a chart that was read; undefined when another was written since. */
  readonly write: (changed: Chart) => Promise<Chart | undefined>;
  readonly putFact: (stored: StoredFact) => Promise<void>;
  /** Keeps a fact for longer. */
  readonly keepFact: (fact: ChartedFact, expiresAt: number) => Promise<void>;
  readonly put: (item: Item) => Promise<void>;
};

/** After every sort key that begins with FACT#. */
const AFTER_FACTS = 'FACT#~';

/** The repository over a table; charts with something to send are found by the sweep in one of `dueShards` shards. */
export function createChartRepository(table: Table, dueShards: number): ChartRepository {
  return {
    read: async (pk, now) => {
      const [first, ...rest] = await table.query(pk, CHART_KEY, AFTER_FACTS);
      if (first === undefined) return { chart: emptyChart(pk), facts: [] };
      if (first.sk === CHART_KEY) return { chart: chartOf(first), facts: factsOf(rest, now) };
      return { chart: emptyChart(pk), facts: factsOf([first, ...rest], now) };
    },
    chart: async (pk) => {
      const item = await table.get(pk, CHART_KEY);
      return item === undefined ? emptyChart(pk) : chartOf(item);
    },
    write: async (changed) => {
      const written = { ...changed, version: changed.version + 1 };
      const isWritten = await table.putVersion(chartItem(written, dueShards), changed.version);
      return isWritten ? written : undefined;
    },
    putFact: (stored) => table.putFact(factItem(stored)),
    keepFact: ({ where, factKey }, expiresAt) => table.extendExpiry(where, factKey, expiresAt),
    put: (item) => table.put(item),
  };
}

function chartOf(item: Item): Chart {
  return parseItem(chartSchema, item, 'chart');
}

function factsOf(items: readonly Item[], now: EpochMs): readonly StoredFact[] {
  return items
    .map((item) => factOf(parseItem(storedFactSchema, item, 'fact')))
    .filter(({ expiresAt }) => !isExpired(expiresAt, now));
}

function chartItem(chart: Chart, dueShards: number): Item & { readonly version: number } {
  const dueAt = firstDue(chart.alerts);
  const due = dueAt === undefined ? {} : { dueAt, dueShard: dueShardOf(chart.pk, dueShards) };
  return { ...chart, sk: CHART_KEY, ...due };
}

/** The shard of the sparse index a chart is due in. The key is a hash already. */
export function dueShardOf(pk: string, dueShards: number): number {
  let sum = 0;
  for (const character of pk) sum += character.charCodeAt(0);
  return sum % dueShards;
}
