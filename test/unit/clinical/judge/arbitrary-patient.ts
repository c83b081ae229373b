import fc from 'fast-check';
import type { Diagnosis, Result } from '../../../../shared/clinical/fact.ts';
import { type EpochMs, epochMs, HOUR_MS } from '../../../../shared/clinical/instant.ts';
import type { ChartedFact } from '../../../../shared/clinical/verdict.ts';
import {
  ACTIVE,
  albumin,
  corrected,
  diagnosis,
  hours,
  ionized,
  message,
  type ResultParts,
  registration,
  total,
} from './patient.ts';

const tenths = (from: number, to: number) =>
  fc.integer({ min: from * 10, max: to * 10 }).map((value) => (value / 10).toFixed(1));
const hundredths = (from: number, to: number) =>
  fc.integer({ min: from * 100, max: to * 100 }).map((value) => (value / 100).toFixed(2));

const comparator = fc.constantFrom('', '', '', '', '', '', '', '', '>', '>=', '<');
const amountOf = (amount: fc.Arbitrary<string>, unit: string) =>
  fc.tuple(comparator, amount).map(([sign, text]) => `${sign}${text} ${unit}`);

const totalText = fc.oneof(
  { weight: 5, arbitrary: amountOf(tenths(8, 15), 'mg/dL') },
  { weight: 1, arbitrary: amountOf(hundredths(2, 3.8), 'mmol/L') },
);
const ionizedText = fc.oneof(amountOf(hundredths(1, 2), 'mmol/L'), amountOf(tenths(4, 8), 'mg/dL'));
const albuminText = amountOf(
  fc.integer({ min: 14, max: 48 }).map((value) => `${value}`),
  'g/L',
);

const labFlags = fc.constantFrom<string[]>([], [], [], [], [], ['H'], ['HH'], ['AA']);
const status = fc.constantFrom<Result['status']>('F', 'F', 'F', 'F', 'F', 'P', 'C', 'U', 'W', 'X');

/** Every fourth hour of two months, so that draws, windows and ties all occur. */
const instant = fc.integer({ min: -180, max: 180 }).map((slot) => hours(slot * 4));

type Maker = (text: string | undefined, at: EpochMs, parts: ResultParts) => Result;
const aResult = (make: Maker, text: fc.Arbitrary<string>, at: EpochMs): fc.Arbitrary<Result> =>
  fc
    .record({
      text,
      status,
      labFlags,
      order: fc.constantFrom('a', 'b'),
      offset: fc.constantFrom(0, 0, 1, 2),
      version: fc.nat({ max: 3 }),
    })
    .map(({ text: value, order, offset, version, ...parts }) => {
      const collectedAt = epochMs(at + offset * HOUR_MS);
      const reportedAt = epochMs(collectedAt + (1 + version) * HOUR_MS);
      return make(value, collectedAt, {
        ...parts,
        key: `${make.name} ${at} ${order}`,
        order: `${at} ${order}`,
        reportedAt,
        lowerLimit: '8.6',
      });
    });

const named = {
  total: (text: string | undefined, at: EpochMs, parts: ResultParts) => total(text, at, parts),
  corrected: (text: string | undefined, at: EpochMs, parts: ResultParts) => corrected(text, at, parts),
  ionized: (text: string | undefined, at: EpochMs, parts: ResultParts) => ionized(text, at, parts),
  albumin: (text: string | undefined, at: EpochMs, parts: ResultParts) => albumin(text, at, parts),
};

const resultsAt = (at: EpochMs) =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: aResult(named.total, totalText, at) },
      { weight: 1, arbitrary: aResult(named.corrected, totalText, at) },
      { weight: 1, arbitrary: aResult(named.ionized, ionizedText, at) },
      { weight: 3, arbitrary: aResult(named.albumin, albuminText, at) },
    ),
    { minLength: 1, maxLength: 3 },
  );

const delayHours = fc.constantFrom(0, 1, 1, 1, 1, 2, 5, 23, 24, 25, 100);

const report = fc
  .tuple(instant, fc.constantFrom<ChartedFact['origin']>('live', 'live', 'live', 'live', 'live', 'import'))
  .chain(([at, origin]) => fc.tuple(resultsAt(at), delayHours, fc.constant(at), fc.constant(origin)))
  .map(([results, delay, at, origin]) =>
    message(results, { receivedAt: epochMs(at + (2 + delay) * HOUR_MS), origin }),
  );

/** Reports that came an hour after collection, so that nothing is late whatever the order of processing. */
const promptReport = instant.chain((at) =>
  resultsAt(at).map((results) => message(results, { receivedAt: epochMs(at + 3 * HOUR_MS) })),
);

const code = fc.constantFrom('C50.9', 'Z85.3', 'D48.9', 'D05.1', 'C90.0');
const statement: fc.Arbitrary<ChartedFact> = fc.oneof(
  fc.tuple(code, instant).map(([icd10, loadedAt]) => registration({ icd10, status: 'by-code', loadedAt })),
  fc
    .record({
      code,
      at: instant,
      type: fc.constantFrom<Diagnosis['type']>('A', 'W', 'F'),
      removed: fc.boolean(),
    })
    .map(({ code: icd10, at, type, removed }) => diagnosis(icd10, at, { type, removed })),
);

/** A patient's facts: reports, corrections, late and imported ones, and what is known of cancer. */
export const patient = fc
  .tuple(
    fc.array(report, { minLength: 1, maxLength: 10 }),
    fc.array(statement, { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([reports, statements, known]) => [...(known ? [ACTIVE] : []), ...statements, ...reports]);

/** A patient known to have active cancer all along, whose results come in time. */
export const promptPatient = fc
  .array(promptReport, { minLength: 1, maxLength: 10 })
  .map((reports) => [ACTIVE, ...reports]);
