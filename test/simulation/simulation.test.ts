import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listedChoices, seededChoices } from './choices.ts';
import { runChoices, runSeed } from './run-seed.ts';
import { createScenario } from './scenario.ts';

const SEEDS = 1_500;
/** Half a second's work for each 300 seeds on a quiet machine; more on a busy one. */
const PATIENCE_MS = 180_000;

describe('the charts under faults', () => {
  it(
    `miss nothing and double nothing in ${SEEDS} seeds`,
    async () => {
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { violations } = await runSeed(seed);
        expect(violations, `npm run simulate -- --seeds 1 --from ${seed} --trace`).toEqual([]);
      }
    },
    PATIENCE_MS,
  );

  it(
    'hold for choices that can be shortened',
    async () => {
      const choices = fc.array(fc.nat(2_520), { maxLength: 120 });
      await fc.assert(
        fc.asyncProperty(choices, choices, async (what, how) => {
          const { violations } = await runChoices(listedChoices(what), listedChoices(how));
          expect(violations).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
    PATIENCE_MS,
  );

  it('play the same seed the same way', async () => {
    const [first, second] = [await runSeed(7), await runSeed(7)];
    expect(first.trace).toEqual(second.trace);
    expect(first.trace).not.toEqual((await runSeed(8)).trace);
  });

  it('meet every kind of message and of fault', async () => {
    const traces: string[] = [];
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 60; seed += 1) {
      traces.push(...(await runSeed(seed)).trace);
      const { messages } = createScenario(seededChoices(seed));
      for (const message of messages) kinds.add(message.is === 'link' ? message.action : message.is);
    }
    const faults = ['refused', 'answer-lost', 'crashes', '(crashed)', 'sweep'];
    expect(faults.filter((fault) => !traces.some((line) => line.includes(fault)))).toEqual([]);
    expect([...kinds].sort()).toEqual(['fact', 'merge', 'unlink']);
  });
});
