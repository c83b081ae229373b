import { type EpochMs, epochMs } from '../clinical/instant.ts';
import type { ChartEntry } from './chart.ts';

/** When the sweep has something to do about an alert, whoever else does nothing; undefined = never. */
function dueAtOf({ delivery, acknowledgement }: ChartEntry): EpochMs | undefined {
  if (delivery.state === 'claimed') return delivery.until;
  if (delivery.state === 'none') return undefined;
  return acknowledgement?.state === 'snoozed' ? acknowledgement.until : undefined;
}

/** When the first of these is due; undefined when nothing is to be done. */
export function firstDue(alerts: readonly ChartEntry[]): EpochMs | undefined {
  const due = alerts.flatMap((alert) => dueAtOf(alert) ?? []);
  return due.length === 0 ? undefined : epochMs(Math.min(...due));
}
