import { describe, expect, test } from 'vitest';
import { episodesOf } from '../../../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../../../shared/clinical/policy.ts';
import type { ChartedAlert, ChartedFact } from '../../../../shared/clinical/verdict.ts';
import { ACTIVE, albumin, charted, hours, judged, message, type ResultParts, total } from './patient.ts';

const mg = (value: number, hour: number, parts: ResultParts = {}) =>
  message([total(`${value} mg/dL`, hours(hour), parts), albumin('40 g/L', hours(hour))]);

const episodes = (facts: readonly ChartedFact[], alerted: readonly ChartedAlert[] = []) =>
  episodesOf({ facts, alerted, policy: defaultPolicy, now: hours(2_000) });

describe('the episodes of a patient', () => {
  test('are none without a value, or while none is above the limit', () => {
    expect(episodes([ACTIVE])).toEqual([]);
    expect(episodes([ACTIVE, mg(9.8, 0), mg(10.5, 24)])).toEqual([]);
  });

  test('run from the first high value, though one since was normal', () => {
    expect(episodes([ACTIVE, mg(9.8, 0), mg(11, 24), mg(12, 48)])).toEqual([{ from: hours(24) }]);
    expect(episodes([ACTIVE, mg(11, 24), mg(9.8, 48)])).toEqual([{ from: hours(24) }]);
  });

  test('end with the value that closes them, and later normal values lie in none', () => {
    expect(episodes([ACTIVE, mg(11, 0), mg(9.8, 24), mg(9.8, 48), mg(9.7, 72)])).toEqual([
      { from: hours(0), to: hours(48) },
    ]);
  });

  test('end with the last value before a gap that closed them, and the next runs', () => {
    expect(episodes([ACTIVE, mg(11, 0), mg(9.8, 10), mg(11, 31 * 24)])).toEqual([
      { from: hours(0), to: hours(10) },
      { from: hours(31 * 24) },
    ]);
  });

  test('are those of all values, in the order of collection and whatever cancer is known', () => {
    expect(episodes([mg(11, 1_500), mg(9.8, 48), mg(9.8, 24), mg(11, 0)])).toEqual([
      { from: hours(0), to: hours(48) },
      { from: hours(1_500) },
    ]);
  });

  test('count a preliminary value only while an alert about it stands', () => {
    const preliminary = mg(12.8, 0, { status: 'P' });
    const alerted = charted(judged([ACTIVE, mg(12.8, 0)]).raised);

    expect(episodes([ACTIVE, preliminary])).toEqual([]);
    expect(episodes([ACTIVE, preliminary], alerted)).toEqual([{ from: hours(0) }]);
  });

  test('are known of a patient in whom no cancer is known by now', () => {
    expect(episodes([mg(11, 0)])).toEqual([{ from: hours(0) }]);
  });
});
