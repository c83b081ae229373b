import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Random } from '../../tools/day/random.ts';

/** Distances in time at which a rule changes its mind. */
const SPANS: readonly [number, ...number[]] = [
  0,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  24 * HOUR_MS,
  36 * HOUR_MS,
  72 * HOUR_MS,
  4 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  30 * DAY_MS,
  90 * DAY_MS,
  180 * DAY_MS,
  365 * DAY_MS,
];

const SHORT_SPANS: readonly [number, ...number[]] = [
  2 * HOUR_MS + MINUTE_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
  3 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  30 * DAY_MS,
];

const beside = (random: Random, span: number) => span + random.pick([0, 0, 1, -1]);

/** Such a span, exactly or one millisecond beside it. */
export function randomSpan(random: Random): number {
  return beside(random, random.pick(SPANS));
}

/** From one draw to the next of a patient who is seen often. */
export function randomShortSpan(random: Random): number {
  return beside(random, random.pick(SHORT_SPANS));
}
