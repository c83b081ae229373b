import type { Operations, OperationsNotice } from '../alerting/publisher.ts';
import { epochMs, isoInstant } from '../clinical/instant.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { FailedRecord } from './postpone.ts';

/** Receives after which a failure is no lost race or throttle any more: minutes after the first. */
const MANY_RECEIVES = 8;

type Told = { readonly operations: Operations; readonly telemetry: Pick<Telemetry, 'error'> };

/**
 * Tells operations of records that fail again and again, once for each day on which such a one came first: they are
 * tried for days before they are dead letters, too late to hear of them. Never rejects: who cannot be told now is told
 * when they fail again.
 */
export async function tellOfFailing(
  what: 'messages' | 'files',
  failed: readonly FailedRecord[],
  { operations, telemetry }: Told,
): Promise<void> {
  try {
    for (const notice of noticesOf(what, failed)) await operations.tell(notice);
  } catch (error) {
    telemetry.error('failing-not-told', error);
  }
}

function noticesOf(what: string, failed: readonly FailedRecord[]): OperationsNotice[] {
  const late = failed.filter(({ attributes }) => Number(attributes.ApproximateReceiveCount) >= MANY_RECEIVES);
  const days = new Set(late.map(({ attributes }) => dayOf(attributes.ApproximateFirstReceiveTimestamp)));
  return [...days].map((day) => ({
    code: 'STILL_FAILING',
    subject: `${what} first tried on ${day}`,
    text: `Some ${what} have failed ${MANY_RECEIVES} times or more and are tried again, for 4 days at most: no page is sent of what they hold until then. Find the cause in the log and mend it.`,
  }));
}

function dayOf(timestamp: string): string {
  return isoInstant(epochMs(Number(timestamp))).slice(0, 10);
}
