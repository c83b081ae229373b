import type { Chart, ChartEntry } from './chart.ts';
import type { ChartRepository } from './chart-repository.ts';

/** Where an alert is looked for: the partition of its result. */
export type EntryPlace = Pick<ChartEntry, 'id' | 'where'>;

/** An alert and the chart that holds it. */
export type ChartedEntry = { readonly chart: Chart; readonly entry: ChartEntry };

const TRIES = 8;

/**
 * Changes one alert in whichever chart holds it by now; `change` is asked anew after every lost race, and may throw.
 * Resolves to what was written, or was so already; undefined when it lost too many races.
 */
export async function changeEntry(
  repository: ChartRepository,
  place: EntryPlace,
  change: (entry: ChartEntry, chart: Chart) => ChartEntry,
): Promise<ChartedEntry | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await findEntry(repository, place);
    if (found === undefined) continue;
    const entry = change(found.entry, found.chart);
    if (entry === found.entry) return found;
    const chart = await repository.write(withEntry(found.chart, entry));
    if (chart !== undefined) return { chart, entry };
  }
  return undefined;
}

/** The chart of the result's own patient holds the alert, or one that has absorbed it. */
export async function findEntry(
  repository: ChartRepository,
  { id, where }: EntryPlace,
): Promise<ChartedEntry | undefined> {
  let next: string | undefined = where;
  while (next !== undefined) {
    const chart: Chart = await repository.chart(next);
    const entry = chart.alerts.find((alert) => alert.id === id);
    if (entry !== undefined) return { chart, entry };
    next = chart.mergedInto;
  }
  return undefined;
}

/** The chart with this alert as it is now. */
export function withEntry(chart: Chart, entry: ChartEntry): Chart {
  return { ...chart, alerts: chart.alerts.map((alert) => (alert.id === entry.id ? entry : alert)) };
}
