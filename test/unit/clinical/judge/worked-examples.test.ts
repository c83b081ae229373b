import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { ChartedFact } from '../../../../shared/clinical/verdict.ts';
import {
  ACTIVE,
  albumin,
  days,
  HISTORY_ONLY,
  hours,
  ionized,
  lived,
  message,
  registration,
  total,
} from './patient.ts';

type Row = Record<
  | 'id'
  | 'kind'
  | 'value'
  | 'unit'
  | 'albumin'
  | 'albumin_unit'
  | 'status'
  | 'corrected'
  | 'grade'
  | 'level'
  | 'flags'
  | 'why',
  string
>;

const FILE = new URL('../../../../../shared/clinical-examples.csv', import.meta.url);
const rows: Row[] = existsSync(FILE) ? parse(readFileSync(FILE), { columns: true }) : [];

const AT = days(0);
const before = (count: number, text: string) =>
  message([total(text, days(-count)), albumin('40 g/L', days(-count))]);

/** What the row's context column says the patient already had. */
const CONTEXTS: ReadonlyMap<string, readonly ChartedFact[]> = new Map([
  ['12', []],
  ['21', [message([ionized('1.22 mmol/L', AT)])]],
  ['23', [before(3, '9.4 mg/dL')]],
  ['24', [before(5, '2.20 mmol/L')]],
  ['25', [before(5, '2.45 mmol/L')]],
  ['26', [before(1, '12.8 mg/dL')]],
  ['27', [before(2, '11.8 mg/dL')]],
  ['28', [message([total('12.8 mg/dL', hours(-73)), albumin('40 g/L', hours(-73))])]],
  ['31', [message([albumin('24 g/L', days(-12))])]],
  ['35', []],
]);

const CANCER: ReadonlyMap<string, ChartedFact> = new Map([
  ['35', registration({ icd10: 'D05.1', status: 'by-code' })],
  ['36', HISTORY_ONLY],
]);

function resultsOf({ id, kind, value, unit, albumin: albuminValue, albumin_unit, status }: Row) {
  const halved = unit === 'mEq/L';
  const text = halved ? '2.50 mmol/L' : `${value} ${unit}`;
  const parts = { status: (id === '32' ? 'F' : status) as 'F', ...(halved && { upperLimit: '2.625' }) };
  const calcium = kind === 'ionized' ? ionized(text, AT, parts) : total(text, AT, parts);
  const inGPerL = albumin_unit === 'g/dL' ? (Number(albuminValue) * 10).toFixed(0) : albuminValue;
  return albuminValue === '' ? [calcium] : [calcium, albumin(`${inGPerL} g/L`, AT)];
}

/** Rows that only the reader can decide (an excluded code never becomes a result). */
const NOT_THE_JUDGE = new Set(['37']);
const NOT_RAISED = new Set(['none', 'suppressed']);
const rated = rows.filter(({ id }) => !NOT_THE_JUDGE.has(id) && id !== '32');

describe.skipIf(rows.length === 0)(
  'the worked examples beside the repository (skipped where they are absent)',
  () => {
    test.each(rated)('row $id: $value $unit, albumin $albumin: $level', (row) => {
      const cancer = CANCER.get(row.id) ?? ACTIVE;
      const earlier = CONTEXTS.get(row.id) ?? [];
      const fact = message(resultsOf(row), { receivedAt: hours(1) });

      const { raised, last } = lived([[cancer, ...earlier], [fact]]);

      const judgement = last.judgements.at(-1);
      expect(raised[1]?.at(0)?.alertLevel).toBe(NOT_RAISED.has(row.level) ? undefined : row.level);
      if (last.registered) expect(String(judgement?.grade)).toBe(row.grade);
      if (row.level === 'suppressed') expect(judgement?.outcome).toBe('suppressed');
      for (const flag of row.flags.split(' ').filter(Boolean)) expect(judgement?.flags).toContain(flag);
      const number = /^\d+\.\d+/.exec(row.corrected)?.[0];
      if (number !== undefined && last.registered)
        expect(Number(judgement?.correctedValue)).toBe(Number(number));
    });

    test('row 32: a withdrawn critical result is retracted', () => {
      const row = rows.find(({ id }) => id === '32') as Row;
      const results = resultsOf(row);
      const withdrawn = results
        .slice(0, 1)
        .map((result) => ({ ...result, status: 'W' as const, reportedAt: hours(5) }));

      const { raised } = lived([[ACTIVE, message(results)], [message(withdrawn, { receivedAt: hours(5) })]]);

      expect(raised.map((step) => step.map(({ kind, alertLevel }) => `${kind} ${alertLevel}`))).toEqual([
        ['alert critical'],
        ['retraction critical'],
      ]);
    });
  },
);
