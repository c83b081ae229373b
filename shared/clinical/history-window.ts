import type { HistoryValue } from './history.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import { firstFrom, lowerBound } from './instant-search.ts';
import type { Policy } from './policy.ts';

/** What the history says of the time before one value (docs/clinical.md, "History"). */
export type LookBack = {
  /** RV1: the lowest of the recent days. */
  readonly recentLowest: HistoryValue | undefined;
  /** RV2: the median of the time before them, of an even number the lower middle. */
  readonly median: HistoryValue | undefined;
  /** Whichever of the two gives the larger rise. */
  readonly reference: HistoryValue | undefined;
  /** The values of the recent days, earliest first. */
  readonly recent: readonly HistoryValue[];
};

/** Of equally low ones the first. */
const lower = (a: HistoryValue | undefined, b: HistoryValue | undefined) =>
  a === undefined || (b !== undefined && b.rank < a.rank) ? b : a;

/** Values kept in order of their rank while a window slides over them; of equal ones the earlier first. */
function createSortedWindow() {
  const sorted: HistoryValue[] = [];
  const place = (rank: number) => lowerBound(sorted, (value) => value.rank, rank);
  return {
    add: (value: HistoryValue) => sorted.splice(place(value.rank + 1), 0, value),
    removeEarliest: ({ rank }: HistoryValue) => sorted.splice(place(rank), 1),
    lowerMiddle: () => sorted[(sorted.length - 1) >> 1],
  };
}

/** Looks back from instants that must be handed in earliest first, so that each window slides once over the values. */
export function createLookBack(
  values: readonly HistoryValue[],
  { history }: Policy,
): (at: EpochMs) => LookBack {
  const window = createSortedWindow();
  let added = 0;
  let removed = 0;
  return (at) => {
    const end = firstFrom(values, at);
    const recentStart = firstFrom(values, at - history.recentDays * DAY_MS);
    const start = Math.min(recentStart, firstFrom(values, at - history.referenceDays * DAY_MS));
    for (const value of values.slice(added, recentStart)) window.add(value);
    for (const value of values.slice(removed, start)) window.removeEarliest(value);
    added = recentStart;
    removed = start;
    const recent = values.slice(recentStart, end);
    const recentLowest = recent.reduce<HistoryValue | undefined>(lower, undefined);
    const median = window.lowerMiddle();
    return { recentLowest, median, reference: lower(recentLowest, median), recent };
  };
}
