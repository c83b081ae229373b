import type { Defect } from './ports.ts';
import { runSeed } from './run-seed.ts';

/** The first seed that a known-bad variant does not survive, and which invariants it breaks there. */
export type Caught = { readonly seed: number; readonly violations: readonly string[] };

export async function firstCaught(defect: Defect, mostSeeds: number): Promise<Caught | undefined> {
  for (let seed = 1; seed <= mostSeeds; seed += 1) {
    const { violations } = await runSeed(seed, { defect });
    if (violations.length > 0) return { seed, violations };
  }
  return undefined;
}
