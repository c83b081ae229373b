/** Counts by name. Names come from outside: beyond a number of them the rest is counted together. */
export type Tally = {
  readonly add: (name: string, count?: number) => void;
  /** Most frequent first, by name where as frequent. */
  readonly ranked: () => readonly Counted[];
  readonly total: () => number;
};

export type Counted = { readonly name: string; readonly count: number };

const MOST_NAMES = 1_000;
const OTHER_NAMES = '(others)';

export function createTally(most = MOST_NAMES): Tally {
  const counts = new Map<string, number>();
  return {
    add: (name, count = 1) => {
      const kept = counts.has(name) || counts.size < most ? name : OTHER_NAMES;
      counts.set(kept, (counts.get(kept) ?? 0) + count);
    },
    ranked: () =>
      Array.from(counts, ([name, count]) => ({ name, count })).sort(
        (a, b) => b.count - a.count || (a.name < b.name ? -1 : 1),
      ),
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
  };
}
