import { describe, expect, it } from 'vitest';
import { watchedCodesOf } from '../../../functions/assess/watched-codes-of.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import { feedSchema } from '../../../shared/runtime/config.ts';

const feed = feedSchema.parse({
  id: 'east',
  understanding: { codes: [{ code: 'ALB', loinc: '1751-7' }] },
});
const isWatched = watchedCodesOf(feed, defaultPolicy);

describe('what the scan looks for', () => {
  it.each([
    ['a LOINC code of calcium', '17861-6', 'Calcium', 'mg/dL', '8.6-10.5', true],
    ['a code that the feed maps', 'ALB', '', '', '', true],
    ['a name of calcium', 'X', 'Kalzium', '', '', true],
    ['a unit and range of calcium', 'X77', 'Analyt', 'mmol/L', '2.15-2.60', true],
    ['a unit of calcium with the range of another', 'X77', 'Analyt', 'mmol/L', '3.5-5.1', false],
    ['a range of calcium with no unit', 'X77', 'Analyt', '', '2.15-2.60', false],
    ['a unit of calcium with no range', 'X77', 'Analyt', 'mmol/L', '', false],
    ['a context analyte', '2160-0', 'Creatinine', 'mg/dL', '8.6-10.5', false],
  ])('%s', (_, code, text, unit, range, expected) => {
    expect(isWatched(code, text, unit, range, 'LN')).toBe(expected);
    expect(isWatched(code, text, unit, range, 'LN')).toBe(expected);
  });

  it('takes what is measured as calcium is under a code of LOINC’s shape that is none', () => {
    expect(isWatched('2160-0', 'Analyt', 'mg/dL', '8.6-10.5', '99LAB')).toBe(true);
    expect(isWatched('2160-0', 'Analyt', 'mg/dL', '', '99LAB')).toBe(false);
  });

  it('is made once a feed', () => {
    expect(watchedCodesOf(feed, defaultPolicy)).toBe(isWatched);
  });

  it('keeps answering when flooded with ranges', () => {
    const own = watchedCodesOf(feedSchema.parse({ id: 'flood' }), defaultPolicy);
    for (let number = 0; number < 10_050; number += 1) own('X', 'Y', 'mmol/L', `0-${number}`, '');
    expect(own('X77', 'Analyt', 'mmol/L', '2.15-2.60', '')).toBe(true);
  });
});
