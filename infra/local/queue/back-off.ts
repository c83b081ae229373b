import { type EpochMs, plusMs } from '../../../shared/clinical/instant.ts';

const FIRST_MS = 250;
const LONGEST_MS = 60_000;

/** When a message that failed its `receives`-th attempt is tried again: doubling from 250 ms up to a minute. */
export function nextAttemptAt(receives: number, now: EpochMs): EpochMs {
  return plusMs(now, Math.min(LONGEST_MS, FIRST_MS * 2 ** (receives - 1)));
}
