import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertedByResult } from '../../../../shared/clinical/alerted.ts';
import { renderExplanation } from '../../../../shared/clinical/explanation.ts';
import { ANALYTES, RESULT_STATUSES } from '../../../../shared/clinical/fact.ts';
import { epochMs } from '../../../../shared/clinical/instant.ts';
import { levelRank } from '../../../../shared/clinical/level.ts';
import type { ChartedAlert, ChartedFact } from '../../../../shared/clinical/verdict.ts';
import { patient, promptPatient } from './arbitrary-patient.ts';
import {
  ACTIVE,
  albumin,
  charted,
  corrected,
  days,
  hours,
  ionized,
  judged,
  lived,
  message,
  short,
  total,
} from './patient.ts';

const RUNS = { numRuns: Number(process.env.JUDGE_RUNS ?? 500) };

/** The facts in two orders. */
const inTwoOrders = (facts: fc.Arbitrary<readonly ChartedFact[]>) =>
  facts.chain((given) =>
    fc.tuple(
      fc.constant(given),
      fc.shuffledSubarray([...given], { minLength: given.length, maxLength: given.length }),
    ),
  );

const highestStanding = (alerted: readonly ChartedAlert[]) =>
  Math.max(
    0,
    ...[...alertedByResult(alerted).values()].map(({ standing }) => levelRank(standing?.level ?? 'none')),
  );

describe('whatever the facts of a patient', () => {
  test('their order changes nothing', () => {
    fc.assert(
      fc.property(inTwoOrders(patient), ([facts, shuffled]) => {
        expect(judged(shuffled)).toEqual(judged(facts));
      }),
      RUNS,
    );
  });

  test('their order changes nothing where two albumins are alike but for their message', () => {
    const [a, b] = ['a', 'b'].map((key) =>
      message([albumin('30 g/L', hours(1), { key, order: key })], { factKey: `FACT#${key}` }),
    ) as [ChartedFact, ChartedFact];
    const calcium = message([total('12 mg/dL', hours(0))], { factKey: 'FACT#calcium' });
    const [alert] = judged([ACTIVE, calcium, b, a]).raised;

    expect(alert?.restsOn).toEqual(['FACT#calcium', 'FACT#a']);
    expect(judged([ACTIVE, a, b, calcium])).toEqual(judged([ACTIVE, calcium, b, a]));
  });

  test('the same facts twice change nothing', () => {
    fc.assert(
      fc.property(patient, (facts) => {
        expect(judged([...facts, ...facts])).toEqual(judged(facts));
      }),
      RUNS,
    );
  });

  test('what was raised is not raised again', () => {
    fc.assert(
      fc.property(patient, (facts) => {
        const { raised } = judged(facts);

        expect(short(judged(facts, charted(raised)).raised)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('judged as they come in, in any order, they leave nothing to raise and no id twice', () => {
    fc.assert(
      fc.property(inTwoOrders(patient), ([, facts]) => {
        const { alerted } = lived(facts.map((fact) => [fact]));

        expect(short(judged(facts, alerted).raised)).toEqual([]);
        const ids = alerted.map(({ resultKey, kind, level, n }) => [resultKey, kind, level, n].join());
        expect(new Set(ids).size).toBe(ids.length);
      }),
      RUNS,
    );
  });

  test('what came in time is alerted as high in any order as in one judgement', () => {
    fc.assert(
      fc.property(inTwoOrders(promptPatient), ([, facts]) => {
        const { alerted } = lived(facts.map((fact) => [fact]));

        const atOnce = charted(judged(facts).raised);

        expect(highestStanding(alerted)).toBeGreaterThanOrEqual(highestStanding(atOnce));
      }),
      RUNS,
    );
  });
});

describe('any facts at all', () => {
  const text = fc.oneof(
    fc.constantFrom('', 'mg/dL', 'mmol/L', 'g/L', '10.6', '1e9', '__proto__', 'HH', 'AA', '2020-02-30'),
    fc.string(),
  );
  const at = fc.oneof(fc.integer({ min: -3, max: 3 }).map(hours), fc.maxSafeInteger().map(epochMs));
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 4 });
  const anyResult = fc.record({
    key: text,
    order: text,
    specimen: optional(text),
    loinc: text,
    analyte: fc.constantFrom(...ANALYTES),
    status: fc.constantFrom(...RESULT_STATUSES),
    collectedAt: at,
    reportedAt: at,
    sentAt: at,
    value: optional(
      fc.record({ comparator: fc.constantFrom('=', '>', '>=', '<', '<='), amount: text, unit: text }),
    ),
    upperLimit: optional(text),
    lowerLimit: optional(text),
    labFlags: fc.array(text),
    flags: fc.constant([]),
    asSent: fc.record({ value: text, unit: text, range: text, name: text }),
  });
  const anyDiagnosis = fc.record({
    key: text,
    system: fc.constantFrom('icd-10', 'snomed-ct'),
    code: fc.oneof(text, fc.constant('C50')),
    type: fc.constantFrom('A', 'W', 'F'),
    removed: fc.boolean(),
    diagnosedAt: optional(at),
    sentAt: at,
  });
  const anyRegistration = fc.record({
    source: fc.constant('registry'),
    icd10: text,
    status: fc.constantFrom('active', 'history', 'by-code'),
    team: optional(text),
    birthDate: optional(text),
    loadedAt: at,
  });
  const anyFact = fc.record({
    feed: text,
    readerVersion: text,
    mapVersion: text,
    receivedAt: at,
    origin: fc.constantFrom('live', 'import'),
    patient: fc.record({ authority: text, id: text }),
    birthDate: optional(text),
    results: fc.array(anyResult, { maxLength: 4 }),
    diagnoses: fc.array(anyDiagnosis, { maxLength: 2 }),
    registration: optional(anyRegistration),
    where: text,
    factKey: text,
    joinedAt: optional(fc.dictionary(text, at).map((since) => new Map(Object.entries(since)))),
  });

  test('are judged without failing, and every reasoning can be read', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 6 }), (given) => {
        const facts = [ACTIVE, ...(given as unknown as readonly ChartedFact[])];
        const { raised } = judged(facts);

        const again = judged(facts.slice(0, 3), charted(raised));

        for (const judgement of [...raised, ...again.judgements]) {
          expect(renderExplanation(judgement).length).toBeGreaterThan(0);
        }
      }),
      RUNS,
    );
  });
});

describe('a rise in value', () => {
  const gPerL = fc.integer({ min: 14, max: 48 });
  const flags = fc.constantFrom<string[]>([], ['HH'], ['AA']);

  test.each([
    { name: 'total, mg/dL', make: total, unit: 'mg/dL', from: 70, to: 160, per: 10, lowerLimit: '8.6' },
    { name: 'total, mmol/L', make: total, unit: 'mmol/L', from: 175, to: 400, per: 100, lowerLimit: '2.15' },
    { name: 'lab-corrected', make: corrected, unit: 'mg/dL', from: 70, to: 160, per: 10, lowerLimit: '8.6' },
    {
      name: 'ionized, mmol/L',
      make: ionized,
      unit: 'mmol/L',
      from: 90,
      to: 200,
      per: 100,
      lowerLimit: '1.15',
    },
    { name: 'ionized, mg/dL', make: ionized, unit: 'mg/dL', from: 36, to: 80, per: 10, lowerLimit: '4.6' },
  ])('never lowers the level ($name)', ({ make, unit, from, to, per, lowerLimit }) => {
    const amount = fc.integer({ min: from, max: to }).map((value) => value / per);
    const earlier = fc.array(fc.tuple(fc.integer({ min: -60, max: -1 }), amount), { maxLength: 4 });
    fc.assert(
      fc.property(earlier, amount, amount, fc.option(gPerL), flags, (history, a, b, g, labFlags) => {
        const before = history.map(([day, value]) =>
          message([make(`${value} ${unit}`, days(day)), albumin('40 g/L', days(day))]),
        );
        const levelOf = (value: number) => {
          const results = [make(`${value} ${unit}`, hours(0), { labFlags, lowerLimit })];
          if (g !== null) results.push(albumin(`${g} g/L`, hours(0)));
          return levelRank(judged([ACTIVE, ...before, message(results)]).judgements.at(-1)?.level ?? 'none');
        };

        expect(levelOf(Math.max(a, b))).toBeGreaterThanOrEqual(levelOf(Math.min(a, b)));
      }),
      RUNS,
    );
  });
});
