import type { EpochMs } from './instant.ts';
import { HOUR_MS } from './instant.ts';
import type { Policy } from './policy.ts';

/** What of a draw decides whether it may still page (R13). */
export type Arrival = {
  readonly at: EpochMs;
  readonly arrivedAt: EpochMs;
  readonly imported: boolean;
};

export type Lateness = {
  /** Older than a day when it arrived. */
  readonly late: boolean;
  /** It pages: it was the patient's newest, or arrived in time. */
  readonly pages: boolean;
  /** Only because it was the newest: what a value that came still later adds is a worklist entry. */
  readonly pagesAsNewestOnly: boolean;
  /** No draw collected later had arrived before it, and it came by no import. */
  readonly newest: boolean;
};

/** R13 for every draw, in the order given: earliest collected first. Never "now": a delay of ours makes nothing late. */
export function withLateness<T>(
  draws: readonly T[],
  arrivalOf: (draw: T) => Arrival,
  { lateness }: Policy,
): readonly (readonly [T, Lateness])[] {
  const limit = lateness.lateHours * HOUR_MS;
  let newerArrivedAt = Number.POSITIVE_INFINITY;
  const newestFirst = draws.toReversed().map((draw) => {
    const { at, arrivedAt, imported } = arrivalOf(draw);
    const age = arrivedAt - at;
    const newest = newerArrivedAt >= arrivedAt && !imported;
    newerArrivedAt = Math.min(newerArrivedAt, arrivedAt);
    const lateOnArrival: Lateness = {
      late: age > limit,
      pages: newest || age < limit,
      pagesAsNewestOnly: newest && age > limit,
      newest,
    };
    return [draw, lateOnArrival] as const;
  });
  return newestFirst.toReversed();
}
