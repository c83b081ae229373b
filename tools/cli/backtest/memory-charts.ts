import { type Chart, type ChartEntry, emptyChart } from '../../../shared/chart/chart.ts';
import type { ChartRepository } from '../../../shared/chart/chart-repository.ts';
import { mergeReceipts } from '../../../shared/chart/fact-receipt.ts';
import { isExpired, type StoredFact } from '../../../shared/chart/stored-fact.ts';
import type { Item } from '../../../shared/chart/table.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import type { RaisedAlert } from '../../../shared/clinical/verdict.ts';

/** An alert as it stands in its chart, with what a signed-in reader is shown of it. Patient data. */
export type RaisedEntry = {
  readonly entry: ChartEntry;
  readonly patient: RaisedAlert['patient'];
  readonly judgement: Omit<RaisedAlert, 'patient'>;
};

export type MemoryCharts = ChartRepository & { readonly raised: () => readonly RaisedEntry[] };

/** What `alertItem` makes; nobody else puts one here. */
type AlertDetails = Item & Omit<RaisedEntry, 'entry'> & { readonly alertId: string };

/** Charts and facts of a few patients, for one worker alone: no table, no schemas, no race. */
export function createMemoryCharts(): MemoryCharts {
  const charts = new Map<string, Chart>();
  const facts = new Map<string, Map<string, StoredFact>>();
  const details = new Map<string, AlertDetails>();
  const chartOf = (pk: string) => charts.get(pk) ?? emptyChart(pk);
  return {
    read: async (pk, now) => ({
      chart: chartOf(pk),
      facts: [...(facts.get(pk)?.values() ?? [])].filter(({ expiresAt }) => !isExpired(expiresAt, now)),
    }),
    chart: async (pk) => chartOf(pk),
    write: async (changed) => {
      if (chartOf(changed.pk).version !== changed.version) return undefined;
      const written = { ...changed, version: changed.version + 1 };
      charts.set(changed.pk, written);
      return written;
    },
    putFact: async (stored) => {
      const { where, factKey } = stored.fact;
      const ofPatient = facts.get(where) ?? new Map<string, StoredFact>();
      facts.set(where, ofPatient.set(factKey, mergedFact(ofPatient.get(factKey), stored)));
    },
    keepFact: async ({ where, factKey }, expiresAt) => {
      const stored = facts.get(where)?.get(factKey);
      if (stored?.expiresAt === undefined || stored.expiresAt >= expiresAt) return;
      facts.get(where)?.set(factKey, { ...stored, expiresAt });
    },
    put: async (item) => {
      if (item.sk.startsWith('ALERT#')) details.set(item.sk, item as AlertDetails);
    },
    raised: () =>
      [...charts.values()]
        .flatMap(({ alerts }) => alerts)
        .flatMap((entry) => {
          const told = details.get(`ALERT#${entry.id}#${entry.details}`);
          return told === undefined ? [] : [{ entry, patient: told.patient, judgement: told.judgement }];
        }),
  };
}

function mergedFact(before: StoredFact | undefined, stored: StoredFact): StoredFact {
  if (before === undefined) return stored;
  const receipt = mergeReceipts(receiptOf(before), receiptOf(stored));
  const origin = receipt.origin === 'live' ? 'live' : 'import';
  return {
    fact: { ...before.fact, receivedAt: epochMs(receipt.receivedAt), origin },
    readAt: epochMs(receipt.readAt),
    expiresAt: receipt.expiresAt,
  };
}

function receiptOf({ fact: { receivedAt, origin }, readAt, expiresAt }: StoredFact) {
  return { receivedAt, origin, readAt, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
