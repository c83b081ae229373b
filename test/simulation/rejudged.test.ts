import { expect, it } from 'vitest';
import { KNOWN_BAD } from './known-bad.ts';
import { rejudgeFinds } from './rejudged.ts';
import { runSeed } from './run-seed.ts';

const SEEDS = 150;

it('finds nothing when all faults have ended, in any of the seeds', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { items } = await runSeed(seed);
    expect(await rejudgeFinds(items), `seed ${seed}`).toEqual([]);
  }
}, 60_000);

it('finds what is missing where a fact that is stored already ends the work', async () => {
  const defect = KNOWN_BAD.find(({ name }) => name.includes('stored already'));
  if (defect === undefined) throw new Error('no such variant');
  const missed: string[] = [];
  for (let seed = 1; missed.length === 0; seed += 1) {
    const { items } = await runSeed(seed, { defect });
    missed.push(...(await rejudgeFinds(items)).map(({ finding }) => finding));
  }
  expect(new Set(missed)).toEqual(new Set(['missed']));
}, 60_000);
