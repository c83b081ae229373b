import { readFileSync } from 'node:fs';
import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EpochMs, HOUR_MS, plusMs } from '../../../../shared/clinical/instant.ts';
import { ACTIVE, albumin, days, ionized, judged, message, short, total } from './patient.ts';

const RUNS = { numRuns: Number(process.env.JUDGE_RUNS ?? 500) };
const DOCUMENT = readFileSync(new URL('../../../../docs/clinical.md', import.meta.url), 'utf8');

/** mg/dL in a mmol/L. */
const FACTOR = '4.0078';

type Band = {
  readonly line: string;
  readonly mmolPerL: string;
  readonly mgPerDl: string;
  /** What the same blood is on either side of it, for a value between the two. */
  readonly inMmol: string;
  readonly inMg: string;
};

/** Where the two columns of the policy are no conversions of each other; of a laboratory with the default limits. */
const TOTAL_BANDS: readonly Band[] = [
  { line: 'limit', mmolPerL: '2.60', mgPerDl: '10.5', inMmol: '1 routine', inMg: '0 none' },
  { line: 'grade 2', mmolPerL: '2.9', mgPerDl: '11.5', inMmol: '1 routine', inMg: '2 routine' },
  { line: 'urgent', mmolPerL: '3.00', mgPerDl: '12.0', inMmol: '2 routine', inMg: '2 urgent' },
  { line: 'grade 3', mmolPerL: '3.1', mgPerDl: '12.5', inMmol: '3 urgent', inMg: '2 urgent' },
  { line: 'grade 4', mmolPerL: '3.4', mgPerDl: '13.5', inMmol: '3 urgent', inMg: '4 critical' },
];
const IONIZED_BANDS: readonly Band[] = [
  { line: 'limit', mmolPerL: '1.30', mgPerDl: '5.2', inMmol: '0 none', inMg: '1 routine' },
  { line: 'grade 2', mmolPerL: '1.5', mgPerDl: '6.0', inMmol: '1 routine', inMg: '2 routine' },
  { line: 'grade 3', mmolPerL: '1.6', mgPerDl: '6.4', inMmol: '2 routine', inMg: '3 urgent' },
  { line: 'grade 4', mmolPerL: '1.8', mgPerDl: '7.2', inMmol: '3 urgent', inMg: '4 critical' },
];

/** Both ends in mmol/L, the lower one first. */
function endsOf({ mmolPerL, mgPerDl }: Pick<Band, 'mmolPerL' | 'mgPerDl'>): readonly [Big, Big] {
  const [one, other] = [Big(mmolPerL), Big(mgPerDl).div(FACTOR)];
  return one.lt(other) ? [one, other] : [other, one];
}

const shown = (end: Big) => end.toFixed(3);

type Collected = { readonly at: EpochMs; readonly mmolPerL: Big; readonly albumin: number | undefined };
type Unit = 'mmol/L' | 'mg/dL';
type Make = typeof total;

/** The same patients, their blood measured in this unit. */
function inUnit(draws: readonly Collected[], make: Make, unit: Unit) {
  const facts = draws.map(({ at, mmolPerL, albumin: gPerL }) => {
    const amount = unit === 'mmol/L' ? mmolPerL : mmolPerL.times(FACTOR);
    const results = [make(`${amount.toFixed()} ${unit}`, at)];
    if (gPerL !== undefined) results.push(albumin(`${gPerL} g/L`, at));
    return message(results, { receivedAt: plusMs(at, HOUR_MS) });
  });
  const { raised, judgements } = judged([ACTIVE, ...facts]);
  return {
    raised: short(raised),
    judgements: judgements.map(({ grade, level, flags, outcome }) => ({ grade, level, flags, outcome })),
    /** In mmol/L: as measured, and as Payne corrects it. */
    values: judgements.map(({ value, correctedValue }) =>
      [value, correctedValue ?? value].map((text) => Big(text)),
    ),
  };
}

/** By how much Payne's value may differ: 0.02 mmol/L a g/L and 0.08 mg/dL a g/L are no conversions either. */
const PAYNE_DRIFT = '0.0014';

const isIn = (value: Big, [from, to]: readonly [Big, Big]) =>
  value.gte(from.minus(PAYNE_DRIFT)) && value.lte(to.plus(PAYNE_DRIFT));

/** R5 and R8, R12, R9; of ionized calcium they are converted exactly. */
const RISES = [
  { mmolPerL: '0.25', mgPerDl: '1.0' },
  { mmolPerL: '1.0', mgPerDl: '4.0' },
  { mmolPerL: '0.15', mgPerDl: '0.6' },
  { mmolPerL: '0', mgPerDl: '0' },
].map(endsOf);

/** R9: how near to the limit. */
const NEAR_LIMIT = endsOf({ mmolPerL: '2.50', mgPerDl: '10.1' });

function isBetween(values: readonly (readonly Big[])[], bands: readonly Band[], isTotal: boolean): boolean {
  const all = values.flat();
  const atLines = all.some((value) => bands.map(endsOf).some((ends) => isIn(value, ends)));
  if (!isTotal || atLines) return atLines;
  const graded = values.flatMap((both) => both.slice(1));
  const differs = graded.some((a, index) =>
    graded.slice(index + 1).some((b) => RISES.some((ends) => isIn(a.minus(b).abs(), ends))),
  );
  return differs || graded.some((value) => isIn(value, NEAR_LIMIT));
}

const draws = (least: number, most: number, gPerL: fc.Arbitrary<number | undefined>) =>
  fc
    .uniqueArray(
      fc.record({
        day: fc.integer({ min: -60, max: 10 }),
        thousandths: fc.integer({ min: least, max: most }),
        albumin: gPerL,
      }),
      { minLength: 1, maxLength: 5, selector: ({ day }) => day },
    )
    .map((all) =>
      all.map(
        ({ day, thousandths, albumin: of }): Collected => ({
          at: days(day),
          mmolPerL: Big(thousandths).div(1000),
          albumin: of,
        }),
      ),
    );

const gPerL = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 15, max: 50 }) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

describe('the two unit systems', () => {
  test.each([
    { kind: 'total', make: total, from: 2000, to: 3900, albumins: gPerL, bands: TOTAL_BANDS },
    {
      kind: 'ionized',
      make: ionized,
      from: 1100,
      to: 2000,
      albumins: fc.constant(undefined),
      bands: IONIZED_BANDS,
    },
  ])('say the same of $kind calcium outside the bands where the published lines differ', (row) => {
    const { kind, make, bands } = row;
    fc.assert(
      fc.property(draws(row.from, row.to, row.albumins), (blood) => {
        const { values, ...mmol } = inUnit(blood, make, 'mmol/L');
        fc.pre(!isBetween(values, bands, kind === 'total'));
        const { values: _, ...mg } = inUnit(blood, make, 'mg/dL');

        expect(mg).toEqual(mmol);
      }),
      RUNS,
    );
  });

  const rows = [
    ...TOTAL_BANDS.map((band) => ({ ...band, kind: 'total', make: total, albumin: 40 })),
    ...IONIZED_BANDS.map((band) => ({ ...band, kind: 'ionized', make: ionized, albumin: undefined })),
  ];

  test.each(rows)(
    'differ on $kind calcium between the lines of $line',
    ({ make, albumin: of, inMmol, inMg, ...band }) => {
      const [from, to] = endsOf(band);
      const blood = [{ at: days(0), mmolPerL: from.plus(to).div(2), albumin: of }];
      const saidIn = (unit: Unit) =>
        inUnit(blood, make, unit).judgements.map(({ grade, level }) => `${grade} ${level}`);

      expect([saidIn('mmol/L'), saidIn('mg/dL')]).toEqual([[inMmol], [inMg]]);
    },
  );

  test.each(rows)(
    'are documented to differ on $kind calcium between the lines of $line',
    ({ kind, line, ...band }) => {
      const [from, to] = endsOf(band);
      const row = `| ${kind} ${line} | ${band.mmolPerL} | ${band.mgPerDl} | ${shown(from)} - ${shown(to)} |`;
      expect(DOCUMENT.includes(row), row).toBe(true);
    },
  );
});
