import { describe, expect, test } from 'vitest';
import { readingPolicySchema } from '../../../shared/clinical/reading-policy.ts';
import { describedIn } from './described.ts';

describe('the policy of reading', () => {
  test('has the documented numbers where a site says nothing', () => {
    expect(readingPolicySchema.parse({})).toEqual({
      futureToleranceMinutes: 10,
      unconfirmedDiagnosisDays: 30,
      defaultUpperLimit: {
        totalMgPerDl: '10.5',
        totalMmolPerL: '2.60',
        ionizedMgPerDl: '5.2',
        ionizedMmolPerL: '1.30',
      },
      inferenceRange: {
        totalMgPerDl: { from: '9.5', to: '11.5' },
        totalMmolPerL: { from: '2.40', to: '2.85' },
        ionizedMgPerDl: { from: '5.0', to: '5.6' },
        ionizedMmolPerL: { from: '1.25', to: '1.40' },
      },
      ambiguousUpperBound: { from: '4.5', to: '5.7' },
      plausible: {
        totalMgPerDl: { from: '3', to: '30' },
        totalMmolPerL: { from: '0.75', to: '7.5' },
        ionizedMgPerDl: { from: '1.2', to: '16' },
        ionizedMmolPerL: { from: '0.3', to: '4.0' },
        albuminGPerL: { from: '5', to: '70' },
      },
      calciumLowerBoundShare: '0.75',
    });
  });

  test('keeps one end of an interval that a site says and the default of the other', () => {
    const { plausible } = readingPolicySchema.parse({ plausible: { totalMgPerDl: { to: '25' } } });

    expect(plausible.totalMgPerDl).toEqual({ from: '3', to: '25' });
  });

  test.each([
    ['an amount that is a binary number', { calciumLowerBoundShare: 0.75 }],
    ['a tolerance below zero', { futureToleranceMinutes: -1 }],
    ['half a day', { unconfirmedDiagnosisDays: 0.5 }],
    ['an interval without numbers', { ambiguousUpperBound: { from: 'low' } }],
    ['a setting it does not know', { plausibleTotal: {} }],
    ['a limit it does not know', { defaultUpperLimit: { totalGPerL: '1' } }],
    ['an inference range it does not know', { inferenceRange: { totalGPerL: {} } }],
    ['a plausible range it does not know', { plausible: { calcium: {} } }],
    ['an end of an interval it does not know', { ambiguousUpperBound: { until: '5' } }],
  ])('refuses %s', (_, policy) => {
    expect(readingPolicySchema.safeParse(policy).success).toBe(false);
  });

  test.each([
    ['futureToleranceMinutes', 'clamped to the receipt'],
    ['unconfirmedDiagnosisDays', 'admitting diagnosis'],
    ['calciumLowerBoundShare', "looks like calcium's"],
    ['defaultUpperLimit.totalMgPerDl', 'exact decimal, as text'],
    ['plausible.albuminGPerL.from', 'exact decimal, as text'],
  ])('tells what %s is', (place, words) => {
    expect(describedIn(readingPolicySchema).settings.get(place)).toContain(words);
  });

  test.each([
    ['defaultUpperLimit', 'where OBX-7'],
    ['inferenceRange', 'where the upper limit of this kind in this unit lies'],
    ['ambiguousUpperBound', 'fits total mEq/L and ionized mg/dL'],
    ['plausible', 'set aside and operations are told'],
  ])('tells what the section %s is', (section, words) => {
    expect(describedIn(readingPolicySchema).sections.get(section)).toContain(words);
  });
});
