import { describe, expect, it } from 'vitest';
import { createSweep } from '../../../shared/alerting/sweep.ts';
import { answered } from '../../../shared/chart/answer.ts';
import { newestCalciumAt } from '../../../shared/chart/awaken.ts';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import { judgeChart } from '../../../shared/chart/judge-chart.ts';
import type { Table } from '../../../shared/chart/table.ts';
import type { Result } from '../../../shared/clinical/fact.ts';
import { DAY_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { ChartContendedError } from '../../../shared/runtime/errors.ts';
import { acknowledged, chartedFact, chartOf, entry, NOW, sent, snoozed } from './charts.ts';
import { partsOf } from './services.ts';

const result = (minutes: number, more: Partial<Result> = {}): Result => ({
  ...{ key: `at ${minutes}`, order: '', loinc: '17861-6', analyte: 'calcium-total', status: 'F' },
  collectedAt: plusMs(NOW, minutes * 60_000),
  ...{ reportedAt: NOW, sentAt: NOW, labFlags: [], flags: [] },
  value: { comparator: '=', amount: '12.8', unit: 'mg/dL' },
  asSent: { value: '12.8', unit: 'mg/dL', range: '', name: '' },
  ...more,
});
const factOf = (...results: Result[]) => chartedFact('P#1', 'FACT#m#c', { results });

describe('the newest calcium', () => {
  it('is the one collected last, whatever its kind and whether final or not', () => {
    const results = [
      result(5),
      result(9, { analyte: 'calcium-ionized', status: 'P' }),
      result(7, { analyte: 'calcium-corrected' }),
    ];
    expect(newestCalciumAt([factOf(...results)])).toBe(plusMs(NOW, 9 * 60_000));
  });

  it.each([
    ['another analyte', { analyte: 'albumin' }],
    ['a calcium that is only shown', { analyte: 'calcium-shown-only' }],
    ['a withdrawn one', { status: 'W' }],
    ['one without a value', { value: undefined }],
  ] as const)('is never %s', (_, more) => {
    expect(newestCalciumAt([factOf(result(5), result(9, more))])).toBe(plusMs(NOW, 5 * 60_000));
    expect(newestCalciumAt([factOf(result(9, more))])).toBe(Number.NEGATIVE_INFINITY);
  });
});

const AFTER = { untilNextResult: { after: plusMs(NOW, 5 * 60_000) } } as const;
const waiting = (id: string) => answered(entry(id, 'P#1', { delivery: sent }), snoozed(7 * DAY_MS, AFTER));

async function judgedWith(given: {
  readonly result: Result;
  readonly alerts: ChartEntry[];
  readonly wrap?: (table: Table) => Table;
}) {
  const all = partsOf(given.wrap && { wrap: given.wrap });
  await all.plain.write(chartOf('P#1', { alerts: given.alerts }));
  await all.plain.putFact({ fact: factOf(given.result), readAt: NOW, expiresAt: undefined });
  const outcome = await judgeChart(all.parts, 'P#1').catch((error: unknown) => error);
  return { ...all, outcome, alerts: (await all.plain.chart('P#1')).alerts };
}

describe('an alert that is snoozed until the next result', () => {
  it('is open again, and due to be paged as REPEAT, when a calcium was collected after all that were known', async () => {
    const { alerts, parts, pages, outcome } = await judgedWith({
      result: result(6),
      alerts: [waiting('a'), waiting('b')],
    });
    expect(outcome).toEqual({ raised: 0, paged: 0, registered: false });
    for (const alert of alerts) {
      expect(alert).not.toHaveProperty('acknowledgement');
      expect(alert.delivery).toMatchObject({ state: 'claimed', until: NOW, attempts: 1 });
    }
    await createSweep(parts)();
    expect(pages.map(({ alertId, repeat }) => [alertId, repeat])).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  it.each([
    ['the result is none that was collected later', result(5), waiting('a')],
    ['it is no calcium', result(6, { analyte: 'albumin' }), waiting('a')],
    [
      'the alert is snoozed until a time alone',
      result(6),
      answered(entry('a', 'P#1', { delivery: sent }), snoozed(DAY_MS)),
    ],
    ['the alert is acknowledged', result(6), answered(entry('a', 'P#1', { delivery: sent }), acknowledged())],
    ['nobody has answered', result(6), entry('a', 'P#1', { delivery: sent })],
  ])('stays as it is where %s', async (_, newest, alert) => {
    const { alerts, plain, outcome } = await judgedWith({ result: newest, alerts: [alert] });
    expect(outcome).toMatchObject({ raised: 0 });
    expect(alerts).toEqual([alert]);
    expect((await plain.chart('P#1')).version).toBe(1);
  });

  it('is open again and pages nobody where a notice has taken it back', async () => {
    const notice = entry('n', 'P#1', {
      ...{ kind: 'retraction', about: 'a', resultKey: 'result of a', delivery: sent },
    });
    const { alerts, parts, pages } = await judgedWith({ result: result(6), alerts: [waiting('a'), notice] });
    expect(alerts[0]).not.toHaveProperty('acknowledgement');
    await createSweep(parts)();
    expect(pages).toEqual([]);
  });

  it('stays as it is where somebody has answered otherwise since it was read', async () => {
    let left = 1;
    const answer = answered(waiting('a'), acknowledged());
    const { alerts } = await judgedWith({
      result: result(6),
      alerts: [waiting('a')],
      wrap: (table) => ({
        ...table,
        get: async (pk, sk) => {
          const stored = await table.get(pk, sk);
          if (stored === undefined || left === 0) return stored;
          left = 0;
          await table.putVersion({ ...stored, alerts: [answer], version: 2 }, 1);
          return table.get(pk, sk);
        },
      }),
    });
    expect(alerts).toEqual([answer]);
  });

  it('has its message tried again where others write the chart again and again', async () => {
    const { outcome } = await judgedWith({
      result: result(6),
      alerts: [waiting('a')],
      wrap: (table) => ({ ...table, putVersion: async () => false }),
    });
    expect(outcome).toEqual(new ChartContendedError('a chart was written by others again and again'));
  });
});
