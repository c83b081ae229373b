import { describe, expect, test } from 'vitest';
import { judge } from '../../shared/clinical/judge.ts';
import { policySchema } from '../../shared/clinical/policy.ts';
import type { ChartedFact, Judge, Verdict } from '../../shared/clinical/verdict.ts';
import { describeDifference } from './describe-difference.ts';
import { play } from './play.ts';
import { randomChart } from './random-chart.ts';
import { shrink } from './shrink.ts';

const CHARTS = 20_000;
/** So many charts are enough to find each of the faults below. */
const CHARTS_TO_FIND_A_FAULT = 3_000;

function firstDifferent(charts: number, suspect: Judge = judge) {
  for (let seed = 1; seed <= charts; seed += 1) {
    const chart = randomChart(seed);
    if (play(chart, suspect) !== undefined) return chart;
  }
  return undefined;
}

const withPolicy =
  (changes: unknown): Judge =>
  (input) =>
    judge({ ...input, policy: policySchema.parse(changes) });

const withFacts =
  (change: (fact: ChartedFact) => ChartedFact): Judge =>
  (input) =>
    judge({ ...input, facts: input.facts.map(change) });

const withVerdict =
  (change: (verdict: Verdict) => Partial<Verdict>): Judge =>
  (input) => {
    const verdict = judge(input);
    return { ...verdict, ...change(verdict) };
  };

const FAULTS: readonly (readonly [string, Judge])[] = [
  ['Payne corrects with an albumin an hour too far away', withPolicy({ albumin: { windowHours: 25 } })],
  ['a line is drawn one step too high', withPolicy({ grade: { totalMmolPerL: { grade4Above: '3.401' } } })],
  ['a draw is a minute too long', withPolicy({ draw: { windowMinutes: 121 } })],
  ['an episode closes too soon', withPolicy({ episode: { closingHours: 5 } })],
  ['a gap of thirty days is one of twenty-nine', withPolicy({ episode: { gapDays: 29 } })],
  ['a recurrence is forgotten a day too soon', withPolicy({ episode: { recurrenceDays: 179 } })],
  ['a rise must be a thousandth higher', withPolicy({ history: { riseTotalMmolPerL: '0.251' } })],
  ['two values make a trend', withPolicy({ history: { trendValues: 2 } })],
  ['a repeat waits too long', withPolicy({ episode: { persistenceHoursFromGrade3: 73 } })],
  ['what is late is taken as late an hour too late', withPolicy({ lateness: { lateHours: 25 } })],
  ['a late diagnosis looks back a day too little', withPolicy({ lateness: { lateDiagnosisDays: 6 } })],
  [
    'retractions are forgotten',
    withVerdict(({ raised }) => ({ raised: raised.filter(({ kind }) => kind !== 'retraction') })),
  ],
  [
    'no removal of a diagnosis is heeded',
    withFacts((fact) => ({ ...fact, diagnoses: fact.diagnoses.filter(({ removed }) => !removed) })),
  ],
  [
    'SNOMED codes are not read',
    withFacts((fact) => ({
      ...fact,
      diagnoses: fact.diagnoses.filter(({ system }) => system === 'icd-10'),
    })),
  ],
  ['a merge counts as if it had always been', withFacts(({ joinedAt: _, ...fact }) => fact)],
  [
    'it is not said which other draws count as alerted',
    withVerdict(({ raised }) => ({ raised: raised.map((one) => ({ ...one, also: [] })) })),
  ],
  [
    'an alert does not rest on its albumin',
    withVerdict(({ raised }) => ({
      raised: raised.map((one) => ({ ...one, restsOn: one.restsOn.slice(0, 1) })),
    })),
  ],
  [
    'why nothing was raised is not said',
    withVerdict(({ judgements }) => ({
      judgements: () =>
        judgements().map((one) => ({ ...one, reasons: one.reasons.filter(({ code }) => code !== 'R4') })),
    })),
  ],
  [
    'a flag is forgotten',
    withVerdict(({ judgements }) => ({
      judgements: () =>
        judgements().map((one) => ({
          ...one,
          flags: one.flags.filter((flag) => flag !== 'PROVISIONAL'),
        })),
    })),
  ],
];

describe('judge and oracle', () => {
  test(`agree on ${CHARTS} random charts`, { timeout: 300_000 }, () => {
    const different = firstDifferent(CHARTS);

    expect(different && describeDifference(shrink(different))).toBeUndefined();
  });

  test.each(FAULTS)('differ where %s', { timeout: 60_000 }, (_, faulty) => {
    expect(firstDifferent(CHARTS_TO_FIND_A_FAULT, faulty)).toBeDefined();
  });

  test('differ still on what is left of a chart, and say on what', { timeout: 60_000 }, () => {
    const faulty = withVerdict(() => ({ raised: [] }));
    const chart = firstDifferent(CHARTS_TO_FIND_A_FAULT, faulty);
    const least = chart && shrink(chart, faulty);

    expect(least?.batches.flatMap(({ facts }) => facts).length).toBeLessThan(4);
    expect(least && describeDifference(least, faulty)).toMatch(/oracle only: raised .*"kind":"alert"/);
  });
});

test('a chart follows from its seed alone', () => {
  expect(randomChart(7)).toEqual(randomChart(7));
  expect(randomChart(7)).not.toEqual(randomChart(8));
});
