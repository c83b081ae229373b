import type { EpochMs } from '../clinical/instant.ts';
import { type Acknowledgement, isOpen } from './acknowledgement.ts';
import type { ChartEntry } from './chart.ts';
import type { Delivery } from './delivery.ts';
import { resumed, withdrawn } from './escalation.ts';

/** The alert with this answer: what is not known to be sent is not sent any more. */
export function answered(entry: ChartEntry, acknowledgement: Acknowledgement): ChartEntry {
  return {
    ...counted(entry, acknowledgement.at),
    acknowledgement,
    delivery: stopped(entry.delivery),
  };
}

/** The alert without its answer: what was stopped is due at once. */
export function openedAgain({ acknowledgement: _, ...entry }: ChartEntry, now: EpochMs): ChartEntry {
  return { ...counted(entry, now), delivery: restarted(entry.delivery, now) };
}

/** Whether it was snoozed and the snooze is over. */
export function isAwake({ acknowledgement }: ChartEntry, now: EpochMs): boolean {
  return acknowledgement !== undefined && isOpen(acknowledgement, now);
}

/**
 * The alert as it is once its snooze ends: open, and to be paged again. Of what a notice has taken back meanwhile only what
 * was never sent is sent, and no further step is paged.
 */
export function awakened(
  entry: ChartEntry,
  now: EpochMs,
  stands: (alert: ChartEntry) => boolean,
): ChartEntry {
  if (entry.kind !== 'alert' || stands(entry)) return pagedAgain(entry, now);
  const { escalation, ...open } = openedAgain(entry, now);
  return { ...open, ...(escalation && { escalation: withdrawn(escalation) }) };
}

/** Open, whatever was answered, and to be paged again; who is next gets the time that there was when it was paged last. */
export function pagedAgain(entry: ChartEntry, now: EpochMs): ChartEntry {
  const { escalation, ...open } = openedAgain(entry, now);
  const delivery = again(open.delivery, now);
  return { ...open, delivery, ...(escalation && { escalation: resumed(escalation, now) }) };
}

function counted<Entry extends Pick<ChartEntry, 'answers'>>(entry: Entry, at: EpochMs): Entry {
  const { count, firstAt } = entry.answers ?? { count: 0, firstAt: at };
  return { ...entry, answers: { count: count + 1, firstAt } };
}

function stopped(delivery: Delivery): Delivery {
  if (delivery.state !== 'claimed') return delivery;
  const { attempts, held } = delivery;
  return { state: 'stopped', attempts, ...(held && { held }) };
}

function restarted(delivery: Delivery, now: EpochMs): Delivery {
  if (delivery.state !== 'stopped') return delivery;
  return { ...delivery, state: 'claimed', token: 'opened-again', until: now };
}

function again(delivery: Delivery, now: EpochMs): Delivery {
  if (delivery.state !== 'sent') return delivery;
  const { attempts } = delivery;
  return { state: 'claimed', token: 'snooze-over', until: now, attempts };
}
