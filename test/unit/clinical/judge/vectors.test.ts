import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { Result, ResultStatus } from '../../../../shared/clinical/fact.ts';
import type { ChartedFact } from '../../../../shared/clinical/verdict.ts';
import {
  ACTIVE,
  albumin,
  diagnosis,
  HISTORY_ONLY,
  hours,
  ionized,
  lived,
  message,
  registration,
  total,
  UNCERTAIN_TUMOUR,
} from './patient.ts';

type Vector = Record<
  | 'id'
  | 'note'
  | 'cancer'
  | 'kind'
  | 'value'
  | 'unit'
  | 'albumin_g_per_l'
  | 'status'
  | 'lab_flags'
  | 'history'
  | 'corrected'
  | 'grade'
  | 'level'
  | 'raised'
  | 'rule'
  | 'flags',
  string
>;

const FILE = new URL('../../../vectors/clinical-vectors.csv', import.meta.url);
const vectors: Vector[] = parse(readFileSync(FILE), { columns: true });

const CANCERS: ReadonlyMap<string, ChartedFact> = new Map([
  ['active', ACTIVE],
  ['history', HISTORY_ONLY],
  ['uncertain', UNCERTAIN_TUMOUR],
  ['unconfirmed', diagnosis('C50.9', hours(-30), { type: 'A' })],
  ['child', registration({ birthDate: '2015-06-01' })],
  ['bone', registration({ icd10: 'C79.5' })],
]);

const MAKERS = { total, ionized, albumin };

function results(kind: string, text: string, hour: number, status: ResultStatus, gPerL: string): Result[] {
  const at = hours(hour);
  const calcium = MAKERS[kind as keyof typeof MAKERS](text, at, { status, lowerLimit: '8.6' });
  return gPerL === '' ? [calcium] : [calcium, albumin(`${gPerL} g/L`, at)];
}

/** '-72h total 9.4 mg/dL': a total comes with an albumin of 40 g/L; 'P:' before the kind: preliminary. */
function earlier(text: string): ChartedFact {
  const [, hour, status = 'F', kind = '', value = ''] = /^(-?\d+)h (?:(P):)?(\w+) (.+)$/.exec(text) ?? [];
  const gPerL = kind === 'total' ? '40' : '';
  return message(results(kind, value, Number(hour), status as ResultStatus, gPerL), {
    receivedAt: hours(Number(hour) + 1),
  });
}

/** What the history puts at hour 0 comes in the same message. */
function assessed(vector: Vector, together: readonly ChartedFact[]): ChartedFact {
  const { kind, value, unit, status, albumin_g_per_l: gPerL, lab_flags: labFlags } = vector;
  const given = results(kind, `${value} ${unit}`, 0, status as ResultStatus, gPerL);
  const flagged = given.map((result) => ({ ...result, labFlags: labFlags.split(' ').filter(Boolean) }));
  return message([...flagged, ...together.flatMap((fact) => fact.results)], { receivedAt: hours(1) });
}

describe('the published test vectors', () => {
  test('are at least 300, each under its own id', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(300);
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(vectors.length);
  });

  test.each(vectors)('$id $note: $kind $value $unit, albumin $albumin_g_per_l', (vector) => {
    const cancer = CANCERS.get(vector.cancer) ?? ACTIVE;
    const entries = vector.history.split('; ').filter(Boolean);
    const history = entries.filter((entry) => entry.startsWith('-')).map(earlier);
    const together = entries.filter((entry) => entry.startsWith('0h')).map(earlier);

    const { raised, last } = lived([
      [cancer],
      ...history.map((fact) => [fact]),
      [assessed(vector, together)],
    ]);

    const judgement = last.judgements.at(-1);
    const alert = raised.at(-1)?.find(({ kind }) => kind === 'alert');
    const outcome = alert?.alertLevel ?? (judgement?.outcome === 'suppressed' ? 'suppressed' : 'none');
    expect({
      grade: String(judgement?.grade),
      level: judgement?.level,
      raised: outcome,
      rule: alert?.rule ?? '',
      flags: judgement?.flags.join(' '),
    }).toEqual({
      grade: vector.grade,
      level: vector.level,
      raised: vector.raised,
      rule: vector.rule,
      flags: vector.flags,
    });
    expect(Number(judgement?.correctedValue ?? '0')).toBe(Number(vector.corrected));
  });
});
