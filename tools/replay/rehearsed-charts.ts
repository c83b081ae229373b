import type { Chart, ChartEntry } from '../../shared/chart/chart.ts';
import type { ChartRepository } from '../../shared/chart/chart-repository.ts';
import { mergeReceipts } from '../../shared/chart/fact-receipt.ts';
import { factItem, factOf, type StoredFact, storedFactSchema } from '../../shared/chart/stored-fact.ts';

export type RehearsedCharts = ChartRepository & {
  /** Alerts that stand now and in no chart that is stored. */
  readonly raised: () => Promise<readonly ChartEntry[]>;
};

/** Charts as they would be: read from where they are stored, and written nowhere but here. */
export function rehearseCharts(stored: Pick<ChartRepository, 'read' | 'chart'>): RehearsedCharts {
  const charts = new Map<string, Chart>();
  const facts = new Map<string, Map<string, StoredFact>>();
  const chartOf = async (pk: string) => charts.get(pk) ?? stored.chart(pk);
  return {
    read: async (pk, now) => {
      const before = await stored.read(pk, now);
      const all = new Map(before.facts.map((fact) => [fact.fact.factKey, fact]));
      for (const [key, fact] of facts.get(pk) ?? []) all.set(key, merged(all.get(key), fact));
      const inOrder = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
      return { chart: charts.get(pk) ?? before.chart, facts: inOrder };
    },
    chart: chartOf,
    write: async (changed) => {
      if ((await chartOf(changed.pk)).version !== changed.version) return undefined;
      const written = { ...changed, version: changed.version + 1 };
      charts.set(changed.pk, written);
      return written;
    },
    putFact: async (fact) => {
      const { where, factKey } = fact.fact;
      const ofPatient = facts.get(where) ?? new Map<string, StoredFact>();
      facts.set(where, ofPatient.set(factKey, merged(ofPatient.get(factKey), fact)));
    },
    keepFact: async () => {},
    put: async () => {},
    raised: async () => {
      const before = await Promise.all([...charts.keys()].map((pk) => stored.chart(pk)));
      const known = new Set(before.flatMap(({ alerts }) => alerts.map(({ id }) => id)));
      return [...charts.values()].flatMap(({ alerts }) => alerts.filter(({ id }) => !known.has(id)));
    },
  };
}

/** As the table merges a fact that comes again. */
function merged(before: StoredFact | undefined, fact: StoredFact): StoredFact {
  if (before === undefined) return fact;
  const [one, other] = [factItem(before), factItem(fact)];
  const { expiresAt: _, ...kept } = one;
  return factOf(storedFactSchema.parse({ ...kept, ...mergeReceipts(one, other) }));
}
