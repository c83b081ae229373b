import { expect, test } from 'vitest';
import { KNOWN_BAD } from './known-bad.ts';
import { runSeed } from './run-seed.ts';
import type { Defect } from './world.ts';

const MOST_SEEDS = 2_000;

async function firstCaught(defect: Defect): Promise<string | undefined> {
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const { violations } = await runSeed(seed, defect);
    if (violations.length > 0) return violations.join('; ');
  }
  return undefined;
}

test.each(KNOWN_BAD)('catches that $name', { timeout: 180_000 }, async (defect) => {
  expect(await firstCaught(defect)).toMatch(/^I\d/);
});
