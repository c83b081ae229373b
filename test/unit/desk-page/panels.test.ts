import { describe, expect, it } from 'vitest';
import { monthTicks, timePlace, trendPanels } from '../../../functions/desk/page/trend/panels.ts';
import { trendRows } from '../../../functions/desk/page/trend/trend-table.ts';
import { DAY_MS, type EpochMs, epochMs, plusMs } from '../../../shared/clinical/instant.ts';
import type { Trend, TrendAnalyte, TrendPoint } from '../../../shared/desk/trend.ts';

const TO = epochMs(Date.UTC(2026, 2, 9));
const FROM = plusMs(TO, -365 * DAY_MS);
const daysBefore = (days: number) => plusMs(TO, -days * DAY_MS);

const point = (at: EpochMs, value: string, comparator = '='): TrendPoint => ({
  ...{ at, value, comparator, preliminary: false },
  shown: Number(value),
});
const line = (analyte: TrendAnalyte, unit: string, points: readonly TrendPoint[]) => ({
  ...{ analyte, unit, points },
});
const LIMITS: Trend['limits'][number] = {
  kind: 'total',
  unit: 'mg/dL',
  ...{ upperLimit: '10.5', grade2Above: '11.5', grade3Above: '12.5', grade4Above: '13.5' },
};
const trend = (lines: Trend['lines'], limits: Trend['limits'] = [LIMITS]): Trend => ({
  ...{ from: FROM, to: TO, lines, limits, episodes: [], alerts: [] },
});

describe('the panels of a trend', () => {
  it('put calcium first, each kind and unit apart, of two units the one with the newest value first', () => {
    const panels = trendPanels(
      trend([
        line('creatinine', 'umol/L', [point(daysBefore(1), '90')]),
        line('albumin', 'g/L', [point(daysBefore(1), '31')]),
        line('calcium', 'mmol/L', [point(daysBefore(90), '2.7')]),
        line('calcium', 'mg/dL', [point(daysBefore(2), '11.2')]),
        line('corrected calcium', 'mg/dL', [point(daysBefore(2), '11.9')]),
        line('ionized calcium', 'mmol/L', [point(daysBefore(2), '1.4')]),
      ]),
    );

    expect(panels.map(({ kind, unit, lines }) => [kind, unit, lines.length])).toEqual([
      ['total', 'mg/dL', 2],
      ['total', 'mmol/L', 1],
      ['ionized', 'mmol/L', 1],
      ['albumin', 'g/L', 1],
      ['creatinine', 'umol/L', 1],
    ]);
  });

  it('draw a value above a line above it, on the line on it, below it below', () => {
    const values = ['9.0', '10.5', '10.6', '11.5', '14.2'];
    const [panel] = trendPanels(
      trend([
        line(
          'calcium',
          'mg/dL',
          values.map((value, index) => point(daysBefore(index), value)),
        ),
      ]),
    );

    const [limit, grade2] = panel?.limits ?? [];
    const [low, onLimit, above, onGrade2, high] = panel?.lines[0]?.points.map(({ y }) => y) ?? [];
    expect(limit?.text).toBe('10.5');
    expect(low).toBeGreaterThan(limit?.y ?? 0);
    expect(onLimit).toBe(limit?.y);
    expect(above).toBeLessThan(limit?.y ?? 0);
    expect(onGrade2).toBe(grade2?.y);
    expect(high).toBeLessThan(grade2?.y ?? 0);
  });

  it.each([
    ['9.1', ['10.5', '11.5']],
    ['10.8', ['10.5', '11.5']],
    ['11.9', ['10.5', '11.5', '12.5']],
    ['13.1', ['10.5', '11.5', '12.5', '13.5']],
    ['18', ['10.5', '11.5', '12.5', '13.5']],
  ])('with %s as the highest value show the lines %j', (value, lines) => {
    const [panel] = trendPanels(trend([line('calcium', 'mg/dL', [point(TO, value)])]));

    expect(panel?.limits.map(({ text }) => text)).toEqual(lines);
  });

  it('keep every line but not every label where lines lie close together', () => {
    const [panel] = trendPanels(
      trend([line('calcium', 'mg/dL', [point(daysBefore(9), '4'), point(TO, '30')])]),
    );

    const labelled = panel?.limits.filter((limit) => limit.labelled) ?? [];
    expect(panel?.limits).toHaveLength(4);
    expect(labelled.length).toBeLessThan(4);
    expect(labelled[0]?.name).toBe('upper limit');
    const heights = labelled.map(({ y }) => y);
    expect(heights.every((y, index) => index === 0 || (heights[index - 1] ?? 0) - y >= 15)).toBe(true);
  });

  it('place one value, or several that are the same, inside the panel', () => {
    for (const count of [1, 3]) {
      const points = Array.from({ length: count }, (_, index) => point(daysBefore(index), '0.00'));
      const [panel] = trendPanels(trend([line('creatinine', 'mg/dL', points)], []));

      const heights = panel?.lines[0]?.points.map(({ y }) => y) ?? [];
      expect(heights).toHaveLength(count);
      expect(heights.every((y) => y > 0 && y < (panel?.height ?? 0))).toBe(true);
    }
  });

  it('are none without a value', () => {
    expect(trendPanels(trend([line('calcium', 'mg/dL', [])]))).toEqual([]);
  });
});

describe('the axis of a trend', () => {
  it('lays the period over the whole width, and holds what lies outside at its edge', () => {
    const place = timePlace({ from: FROM, to: TO });

    expect([FROM, TO, daysBefore(400), plusMs(TO, DAY_MS)].map(place)).toEqual([0, 100, 0, 100]);
    expect(place(daysBefore(182.5))).toBe(50);
  });

  it('names every month, January by its year', () => {
    const texts = monthTicks({ from: FROM, to: TO }).map(({ text }) => text);

    expect(texts).toEqual('Apr May Jun Jul Aug Sept Oct Nov Dec 2026 Feb Mar'.split(' '));
  });
});

describe('the table of a trend', () => {
  it('holds every value under its line, what was collected together in one row, the newest first', () => {
    const lines = [
      line('calcium', 'mg/dL', [point(daysBefore(2), '11.2'), point(daysBefore(2), '11.4'), point(TO, '12')]),
      line('albumin', 'g/L', [point(daysBefore(2), '31'), point(daysBefore(1), '30')]),
    ];

    const rows = trendRows(lines).map(({ at, cells }) => [
      at,
      ...cells.map((points) => points.map(({ value }) => value).join(' ')),
    ]);

    expect(rows).toEqual([
      [TO, '12', ''],
      [daysBefore(1), '', '30'],
      [daysBefore(2), '11.2 11.4', '31'],
    ]);
  });
});
