import { type EpochMs, epochMs } from '../clinical/instant.ts';
import type { ChartEntry } from './chart.ts';
import { type Escalation, nextDue } from './escalation.ts';

/** When the sweep has something to do about an alert, whoever else does nothing; undefined = never. */
function dueAtOf({ delivery, acknowledgement, escalation }: ChartEntry): EpochMs | undefined {
  if (delivery.state === 'claimed') return delivery.until;
  if (delivery.state === 'none') return undefined;
  if (acknowledgement !== undefined) {
    return acknowledgement.state === 'snoozed' ? acknowledgement.until : undefined;
  }
  return escalation && nextDue(escalation);
}

/** Whether the next step of its escalation is due: what nobody has answered, and what its step was sent of. */
export function escalates(
  entry: ChartEntry,
  now: EpochMs,
): entry is ChartEntry & { readonly escalation: Escalation } {
  const { delivery, acknowledgement } = entry;
  const at = dueAtOf(entry) ?? Number.POSITIVE_INFINITY;
  return delivery.state === 'sent' && acknowledgement === undefined && at <= now;
}

/** When the first of these is due; undefined when nothing is to be done. */
export function firstDue(alerts: readonly ChartEntry[]): EpochMs | undefined {
  const due = alerts.flatMap((alert) => dueAtOf(alert) ?? []);
  return due.length === 0 ? undefined : epochMs(Math.min(...due));
}
