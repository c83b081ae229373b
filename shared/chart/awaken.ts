import { calciumKindOf } from '../clinical/analyte-table.ts';
import { type EpochMs, epochMs } from '../clinical/instant.ts';
import type { ChartedFact } from '../clinical/verdict.ts';
import { currentResults } from '../clinical/version.ts';
import type { Clock } from '../runtime/clock.ts';
import { ChartContendedError } from '../runtime/errors.ts';
import { awakened } from './answer.ts';
import { changeEntry } from './change-entry.ts';
import type { ChartEntry } from './chart.ts';
import type { ChartRepository } from './chart-repository.ts';
import { newestReadings } from './newest-readings.ts';
import { standsIn } from './stands.ts';
import type { Union } from './union.ts';

/** When the newest calcium with a value was collected; before all time when there is none. */
export function newestCalciumAt(facts: readonly ChartedFact[]): EpochMs {
  const calcium = currentResults(facts).filter(
    ({ standing, result }) => standing !== 'withdrawn' && calciumKindOf(result.analyte) !== undefined,
  );
  return epochMs(Math.max(...calcium.map(({ result }) => result.collectedAt)));
}

/** Opens again, and has paged again, every alert that was snoozed until the next result, where one has come since. */
export async function awakenByResults(
  { repository, clock }: { readonly repository: ChartRepository; readonly clock: Clock },
  { alerts, facts }: Pick<Union, 'alerts' | 'facts'>,
): Promise<void> {
  const waiting = alerts.filter((alert) => awaitsResult(alert) !== undefined);
  if (waiting.length === 0) return;
  const newest = newestCalciumAt(newestReadings(facts));
  const stands = standsIn(alerts);
  const awakenedBy = (alert: ChartEntry) =>
    newest > (awaitsResult(alert) ?? newest) ? awakened(alert, clock.now(), stands) : alert;
  for (const place of waiting) {
    if (await changeEntry(repository, place, awakenedBy)) continue;
    throw new ChartContendedError('a chart was written by others again and again');
  }
}

/** A calcium collected later than this ends its snooze. */
function awaitsResult({ acknowledgement }: ChartEntry): EpochMs | undefined {
  return acknowledgement?.state === 'snoozed' ? acknowledgement.untilNextResult?.after : undefined;
}
