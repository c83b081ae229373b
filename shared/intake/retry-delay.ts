import { DAY_MS, HOUR_MS } from '../clinical/instant.ts';

/** What the queue in AWS allows: so many receives, then a dead letter; so long, then SQS deletes the message. */
export const MOST_RECEIVES = 50;
export const QUEUE_RETENTION_MS = 4 * DAY_MS;

const FIRST_MS = 2_000;
const LONGEST_MS = 2.5 * HOUR_MS;

/** Kept back, so that the last receive makes a dead letter of the message before the queue would delete it. */
const MARGIN_MS = HOUR_MS;

/** The pause after a failed receive, counted from 1: seconds at first, doubled each time up to 2.5 hours. */
export function backOffMs(receives: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (receives - 1));
}

/**
 * How long a message stays hidden after it failed, in whole seconds as SQS takes them. `ageMs` since it was sent: the
 * receives that are left are spread over the time that is left, where that is less than their back-off.
 */
export function retryDelaySeconds(receives: number, ageMs: number): number {
  const receivesLeft = Math.max(1, MOST_RECEIVES - receives + 1);
  const timeLeft = QUEUE_RETENTION_MS - MARGIN_MS - ageMs;
  const delay = Math.min(backOffMs(receives), timeLeft / receivesLeft);
  return Math.max(1, Math.floor(delay / 1_000));
}
