import type { History, HistoryValue } from './history.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import { firstFrom } from './instant-search.ts';
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

const lower = (a: HistoryValue | undefined, b: HistoryValue | undefined) =>
  a === undefined || (b !== undefined && b.rank < a.rank) ? b : a;

/** Numbers kept in order while a window slides over them. */
function createSortedWindow() {
  const sorted: number[] = [];
  const place = (rank: number) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = sorted[middle];
      if (at !== undefined && at < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    add: (rank: number) => sorted.splice(place(rank), 0, rank),
    remove: (rank: number) => sorted.splice(place(rank), 1),
    lowerMiddle: () => sorted[(sorted.length - 1) >> 1],
  };
}

/** Looks back from instants that must be handed in earliest first, so that each window slides once over the values. */
export function createLookBack({ values, byRank }: History, { history }: Policy): (at: EpochMs) => LookBack {
  const window = createSortedWindow();
  let [added, removed] = [0, 0];
  return (at) => {
    const end = firstFrom(values, at);
    const recentStart = firstFrom(values, at - history.recentDays * DAY_MS);
    const start = Math.min(recentStart, firstFrom(values, at - history.referenceDays * DAY_MS));
    for (const { rank } of values.slice(added, recentStart)) window.add(rank);
    for (const { rank } of values.slice(removed, start)) window.remove(rank);
    added = recentStart;
    removed = start;
    const recent = values.slice(recentStart, end);
    const recentLowest = recent.reduce<HistoryValue | undefined>(lower, undefined);
    const middle = window.lowerMiddle();
    const median = middle === undefined ? undefined : byRank[middle];
    return { recentLowest, median, reference: lower(recentLowest, median), recent };
  };
}
