import type { EpochMs } from '../clinical/instant.ts';
import type { ChartEntry } from './chart.ts';

/** When the sweep has something to do about an alert, whoever else does nothing; undefined = never. */
function dueAtOf({ delivery, acknowledgement }: ChartEntry): EpochMs | undefined {
  if (delivery.state === 'claimed') return delivery.until;
  if (delivery.state === 'none') return undefined;
  return acknowledgement?.state === 'snoozed' ? acknowledgement.until : undefined;
}

/** When the first of these is due; undefined when nothing is to be done. */
export function firstDue(alerts: readonly ChartEntry[]): EpochMs | undefined {
  return alerts
    .map(dueAtOf)
    .reduce((first, at) => (first === undefined || (at !== undefined && at < first) ? at : first), undefined);
}
