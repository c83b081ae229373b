import { describe, expect, it } from 'vitest';
import type { Chart } from '../../../shared/chart/chart.ts';
import { DAY_MS, type EpochMs, HOUR_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { episodesOf } from '../../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import type { ChartedFact } from '../../../shared/clinical/verdict.ts';
import { trendOf } from '../../../shared/desk/trend-of.ts';
import { chartOf, entry } from '../chart/charts.ts';
import {
  ACTIVE,
  albumin,
  corrected,
  ionized,
  message,
  type ResultParts,
  result,
  total,
} from '../clinical/judge/patient.ts';

const NOW = plusMs(0 as EpochMs, Date.UTC(2026, 5, 1));
const day = (count: number) => plusMs(NOW, count * DAY_MS);

function trend(facts: readonly ChartedFact[], alerts: Chart['alerts'] = []) {
  const input = { facts: [ACTIVE, ...facts], alerted: alerts, policy: defaultPolicy, now: NOW };
  const union = { root: chartOf('P'), keys: new Set<string>(), alerts, facts: [], survivor: undefined };
  return trendOf({ union, input, episodes: episodesOf(input) });
}

/** A total calcium and an albumin of one draw. */
const draw = (at: EpochMs, calcium: string, gPerL = '40', parts: ResultParts = {}) =>
  message([total(calcium, at, parts), albumin(`${gPerL} g/L`, at)]);

describe('the trend of a year', () => {
  it('ends now and begins 365 days before, where nothing older is drawn', () => {
    const { from, to, lines } = trend([
      draw(day(-366), '12.8 mg/dL'),
      message([albumin('40 g/L', plusMs(day(-365), -1))]),
      draw(day(-365), '9.5 mg/dL'),
    ]);
    expect([from, to]).toEqual([day(-365), NOW]);
    expect(lines.map(({ analyte, points }) => [analyte, points.map(({ at }) => at)])).toEqual([
      ['calcium', [day(-365)]],
      ['corrected calcium', [day(-365)]],
      ['albumin', [day(-365)]],
    ]);
  });

  it('has a line for each analyte and unit, in the order in which they are named, each earliest first', () => {
    const creatinine = (at: EpochMs) => result('creatinine', '90 umol/L', at);
    const { lines } = trend([
      message([creatinine(day(-1)), ionized('1.40 mmol/L', day(-1)), corrected('2.60 mmol/L', day(-1))]),
      draw(day(-2), '10.1 mg/dL'),
      draw(day(-3), '10.0 mg/dL'),
      draw(day(-4), '2.50 mmol/L'),
      message([result('psa', '4 ug/L', day(-4)), result('calcium-shown-only', '10 mg/dL', day(-4))]),
    ]);
    expect(
      lines.map(({ analyte, unit, points }) => [analyte, unit, points.map(({ value }) => value)]),
    ).toEqual([
      ['calcium', 'mmol/L', ['2.50']],
      ['calcium', 'mg/dL', ['10.0', '10.1']],
      ['corrected calcium', 'mmol/L', ['2.5', '2.60']],
      ['corrected calcium', 'mg/dL', ['10', '10.1']],
      ['ionized calcium', 'mmol/L', ['1.40']],
      ['albumin', 'g/L', ['40', '40', '40']],
      ['creatinine', 'umol/L', ['90']],
    ]);
  });

  it('keeps the exact text beside the number that places it, and says what is only a bound', () => {
    const { lines } = trend([draw(day(-2), '>16.00 mg/dL')]);
    expect(lines[0]?.points).toMatchObject([{ value: '16.00', shown: 16, comparator: '>' }]);
    expect(lines.map(({ analyte }) => analyte)).toEqual(['calcium', 'albumin']);
  });

  it('grades the corrected value where the draw was graded by it, not the total', () => {
    const at = day(-1);
    const key = `calcium-total ${at}`;
    const { lines } = trend(
      [draw(at, '11.5 mg/dL', '20')],
      [entry('first', 'P', { resultKey: key }), entry('second', 'P', { resultKey: key })],
    );
    expect(lines.map(({ analyte, points }) => [analyte, points])).toEqual([
      ['calcium', [{ at, value: '11.5', shown: 11.5, comparator: '=', preliminary: false }]],
      [
        'corrected calcium',
        [
          {
            ...{ at, value: '13.1', shown: 13.1, comparator: '=', preliminary: false },
            ...{ grade: 3, level: 'urgent', alertId: 'second' },
          },
        ],
      ],
      ['albumin', [{ at, value: '20', shown: 20, comparator: '=', preliminary: false }]],
    ]);
  });

  it('grades the value that decided where the corrected one is only shown beside it', () => {
    const at = day(-1);
    const { lines } = trend([
      message([total('12.0 mg/dL', at), albumin('30 g/L', at), ionized('1.70 mmol/L', at)]),
    ]);
    const graded = lines.flatMap(({ analyte, points }) => points.map(({ grade }) => [analyte, grade]));
    expect(graded).toEqual([
      ['calcium', undefined],
      ['corrected calcium', undefined],
      ['ionized calcium', 3],
      ['albumin', undefined],
    ]);
  });

  it('grades the uncorrected total where there is no albumin', () => {
    const { lines } = trend([message([total('12.8 mg/dL', day(-1))])]);
    expect(lines.map(({ analyte, points }) => [analyte, points[0]?.grade, points[0]?.level])).toEqual([
      ['calcium', 3, 'urgent'],
    ]);
    expect(lines[0]?.points[0]).not.toHaveProperty('alertId');
  });

  it('marks what is preliminary, the corrected value of it too, and leaves out what is withdrawn', () => {
    const { lines } = trend([
      draw(day(-1), '14.0 mg/dL', '35', { status: 'P' }),
      draw(day(-3), '14.0 mg/dL', '40', { status: 'W' }),
      message([total(undefined, day(-5))]),
    ]);
    expect(
      lines.map(({ analyte, points }) => [analyte, points.map(({ preliminary }) => preliminary)]),
    ).toEqual([
      ['calcium', [true]],
      ['corrected calcium', [true]],
      ['albumin', [false, false]],
    ]);
  });

  it('shows limit and grades of each kind and unit drawn, the limit of the newest value', () => {
    const { limits } = trend([
      draw(day(-3), '10.0 mg/dL', '40', { upperLimit: '10.2' }),
      draw(day(-1), '10.0 mg/dL', '40', { upperLimit: '10.3' }),
      draw(day(-2), '10.0 mg/dL', '40', { upperLimit: '10.4' }),
      message([ionized('1.20 mmol/L', day(-1))]),
      draw(day(-400), '2.40 mmol/L'),
    ]);
    expect(limits).toEqual([
      {
        ...{ kind: 'total', unit: 'mg/dL', upperLimit: '10.3' },
        ...{ grade2Above: '11.5', grade3Above: '12.5', grade4Above: '13.5' },
      },
      {
        ...{ kind: 'ionized', unit: 'mmol/L', upperLimit: '1.30' },
        ...{ grade2Above: '1.5', grade3Above: '1.6', grade4Above: '1.8' },
      },
    ]);
  });

  it('shows the lines of the other units, and none for a value of which no limit is known', () => {
    const { upperLimit: _, ...without } = total('10.0 mg/dL', day(-1));
    const { limits } = trend([
      message([without]),
      draw(day(-2), '2.40 mmol/L'),
      message([ionized('5.0 mg/dL', day(-3))]),
    ]);
    expect(limits.map(({ kind, unit, grade4Above }) => [kind, unit, grade4Above])).toEqual([
      ['total', 'mmol/L', '3.4'],
      ['ionized', 'mg/dL', '7.2'],
    ]);
  });

  it('marks the episodes that reach into the year', () => {
    const { episodes } = trend([
      draw(day(-500), '12 mg/dL'),
      draw(day(-498), '9 mg/dL'),
      draw(day(-496), '9 mg/dL'),
      draw(day(-370), '12 mg/dL'),
      draw(day(-366), '9 mg/dL'),
      draw(day(-365), '9 mg/dL'),
      draw(day(-9), '12 mg/dL'),
    ]);
    expect(episodes).toEqual([{ from: day(-370), to: day(-365) }, { from: day(-9) }]);
  });

  it('marks the alerts of the year at the time of their results, notices aside', () => {
    const at = (collectedAt: EpochMs) => ({ collectedAt, raisedAt: plusMs(collectedAt, HOUR_MS) });
    const { alerts, lines } = trend(
      [draw(day(-1), '12.8 mg/dL')],
      [
        entry('old', 'P', at(plusMs(day(-365), -1))),
        entry('first', 'P', at(day(-365))),
        entry('notice', 'P', { ...at(day(-1)), kind: 'correction', resultKey: `calcium-total ${day(-1)}` }),
        entry('last', 'P', { ...at(day(-1)), level: 'critical' }),
      ],
    );
    expect(alerts).toEqual([
      { at: day(-365), level: 'urgent', alertId: 'first' },
      { at: day(-1), level: 'critical', alertId: 'last' },
    ]);
    expect(lines.flatMap(({ points }) => points.flatMap(({ alertId = [] }) => alertId))).toEqual([]);
  });

  it('is empty without a result', () => {
    expect(trend([])).toMatchObject({ lines: [], limits: [], episodes: [], alerts: [] });
  });
});
