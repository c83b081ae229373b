import * as z from 'zod';
import type { Difference } from '../../shared/chart/review.ts';

const countsSchema = z.record(z.string(), z.int().positive());
type Counts = z.infer<typeof countsSchema>;

/** What a re-judge has looked at and found. */
export const tallySchema = z.object({
  charts: z.int().nonnegative(),
  /** Charts that could not be judged. */
  failed: z.int().nonnegative(),
  /** What the judge would raise and no chart held, by finding and kind: `missed alert`. */
  differences: countsSchema,
  /** Alerts that stood in no list of the desk, and have been put there. */
  listed: z.int().nonnegative().default(0),
  /** Registered patients, by team. */
  registered: countsSchema.default({}),
});
export type Tally = z.infer<typeof tallySchema>;

export const NOTHING_YET: Tally = { charts: 0, failed: 0, differences: {}, listed: 0, registered: {} };
/** Of a chart that could not be judged. */
export const ONE_FAILED: Tally = { ...NOTHING_YET, charts: 1, failed: 1 };

/** Two tallies as one. */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    charts: a.charts + b.charts,
    failed: a.failed + b.failed,
    differences: addCounts(a.differences, b.differences),
    listed: a.listed + b.listed,
    registered: addCounts(a.registered, b.registered),
  };
}

function addCounts(a: Counts, b: Counts): Counts {
  const sums = new Map(Object.entries(a));
  for (const [name, count] of Object.entries(b)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}

/** One chart that was judged: its differences, how many of its alerts were put into lists, and whose patient it is. */
export function tallyOf(
  differences: readonly Difference[],
  { listed, team }: { readonly listed: number; readonly team: string | undefined },
): Tally {
  return differences.reduce<Tally>(
    (tally, { finding, kind }) =>
      addTallies(tally, { ...NOTHING_YET, differences: { [`${finding} ${kind}`]: 1 } }),
    { ...NOTHING_YET, charts: 1, listed, registered: team === undefined ? {} : { [team]: 1 } },
  );
}
