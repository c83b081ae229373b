import * as z from 'zod';
import type { Difference } from '../../shared/chart/review.ts';

/** What a re-judge has looked at and found. */
export const tallySchema = z.object({
  charts: z.int().nonnegative(),
  /** Charts that could not be judged. */
  failed: z.int().nonnegative(),
  /** What the judge would raise and no chart held, by finding and kind: `missed alert`. */
  differences: z.record(z.string(), z.int().positive()),
});
export type Tally = z.infer<typeof tallySchema>;

export const NOTHING_YET: Tally = { charts: 0, failed: 0, differences: {} };

/** Two tallies as one. */
export function addTallies(a: Tally, b: Tally): Tally {
  const differences = new Map(Object.entries(a.differences));
  for (const [name, count] of Object.entries(b.differences)) {
    differences.set(name, (differences.get(name) ?? 0) + count);
  }
  return {
    charts: a.charts + b.charts,
    failed: a.failed + b.failed,
    differences: Object.fromEntries(differences),
  };
}

/** One chart, as far as it could be judged. */
export function tallyOf(differences: readonly Difference[] | 'failed'): Tally {
  if (differences === 'failed') return { charts: 1, failed: 1, differences: {} };
  return differences.reduce<Tally>(
    (tally, { finding, kind }) =>
      addTallies(tally, { ...NOTHING_YET, differences: { [`${finding} ${kind}`]: 1 } }),
    { ...NOTHING_YET, charts: 1 },
  );
}
