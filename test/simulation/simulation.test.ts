import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listedChoices, seededChoices } from './choices.ts';
import { FAULTS } from './faults.ts';
import { firstCaught } from './first-caught.ts';
import { KNOWN_BAD } from './known-bad.ts';
import { SOUND } from './ports.ts';
import { runChoices, runSeed } from './run-seed.ts';
import { createScenario, type Scenario } from './scenario.ts';
import { shrink } from './shrink.ts';

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
      for (const kind of kindsOf(createScenario(seededChoices(seed)))) kinds.add(kind);
    }
    const faults = [
      'enqueue',
      'in another order',
      'refused',
      'answer-lost',
      'crashes',
      '(crashed)',
      'sweep',
      'dead letter',
      'quarantine',
    ];
    expect(faults.filter((fault) => !traces.some((line) => line.includes(fault)))).toEqual([]);
    const expected = [
      ...['albumin F', 'bytes', 'calcium-corrected C', 'calcium-corrected F', 'calcium-corrected P'],
      ...['calcium-corrected W', 'calcium-total C', 'calcium-total F'],
      ...['diagnosis', 'import', 'merge', 'unlink'],
    ];
    expect(expected.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it.each(FAULTS)('hold under %s alone', { timeout: PATIENCE_MS }, async (fault) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const { violations } = await runSeed(seed, { faults: new Set([fault]) });
      expect(violations, `npm run simulate -- --seeds 1 --from ${seed} --fault ${fault}`).toEqual([]);
    }
  });

  it('make a failing seed as small as it gets', async () => {
    const defect = KNOWN_BAD.find(({ withoutSweep }) => withoutSweep) ?? SOUND;
    const { seed = 0 } = (await firstCaught(defect, 100)) ?? {};
    const { scenario, run } = await shrink(seed, { defect });
    expect(run.violations.join()).toMatch(/^I7/);
    expect(scenario.messages.length).toBeLessThan(createScenario(seededChoices(seed)).messages.length);
  });
});

function kindsOf({ messages, isInBytes }: Scenario): readonly string[] {
  const kinds = messages.flatMap((message) => {
    if (message.is === 'link') return [message.action];
    const { results, diagnoses, origin } = message.fact;
    return [
      ...results.map(({ analyte, status }) => `${analyte} ${status}`),
      ...(diagnoses.length > 0 ? ['diagnosis'] : []),
      ...(origin === 'import' ? [origin] : []),
    ];
  });
  return isInBytes ? [...kinds, 'bytes'] : kinds;
}
