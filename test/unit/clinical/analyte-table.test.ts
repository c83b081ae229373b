import { describe, expect, it } from 'vitest';
import {
  analyteName,
  analyteOf,
  calciumKindOf,
  exclusionOf,
} from '../../../shared/clinical/analyte-table.ts';
import { ANALYTES, type Analyte } from '../../../shared/clinical/fact.ts';

const lists: readonly (readonly [Analyte, 'mass' | 'substance' | 'any', string])[] = [
  ['calcium-total', 'mass', '17861-6 49765-1'],
  ['calcium-total', 'substance', '2000-8 1996-8 42857-3 42593-4'],
  ['calcium-corrected', 'mass', '46099-8'],
  ['calcium-corrected', 'substance', '29265-6'],
  ['calcium-ionized', 'substance', '1995-0 1994-3 12180-6 47596-2 34581-9 41645-3 41644-6 41646-1'],
  ['calcium-ionized', 'mass', '17863-2 17864-0 38230-9 59470-5'],
  ['calcium-ionized-ph-adjusted', 'substance', '19072-8 47598-8'],
  ['calcium-ionized-ph-adjusted', 'mass', '57333-7 59473-9'],
  ['calcium-shown-only', 'any', '13959-2 18281-6 34907-6 35258-3 47597-0 51950-4 59148-7'],
  ['albumin', 'mass', '1751-7 61151-7 61152-5 2862-1 76631-1'],
  ['albumin', 'substance', '54347-0 62234-0 62235-7'],
  ['psa', 'any', '2857-1 35741-8'],
  ['ca-15-3', 'any', '6875-9 83083-6'],
  ['ca-27-29', 'any', '17842-6'],
  ['cea', 'any', '2039-6 83085-1'],
  ['thyroglobulin', 'any', '3013-0'],
  ['m-protein', 'any', '33358-3'],
  ['pth', 'any', '2731-8 14866-8'],
  ['pthrp', 'any', '2729-2 15087-0'],
];

const contextLists: readonly (readonly [Analyte, string])[] = [
  ['creatinine', '2160-0 14682-9 38483-4'],
  ['egfr', '98979-8 62238-1 33914-3'],
  ['phosphate', '2777-1 14879-1'],
  ['alkaline-phosphatase', '6768-6'],
  ['vitamin-d', '1989-3 62292-8'],
  ['potassium', '2823-3'],
];

const excluded =
  '17862-4 2004-0 6874-2 14637-3 18488-7 25362-5 9321-1 13717-4 24518-3 27037-1 15155-5 83064-6 49935-0 49936-8 1754-1 14957-5 14338-8 32294-1';

const rows = lists.flatMap(([analyte, property, codes]) =>
  codes.split(' ').map((loinc) => ({ loinc, analyte, property })),
);
const contextRows = contextLists.flatMap(([analyte, codes]) =>
  codes.split(' ').map((loinc) => ({ loinc, analyte })),
);

describe('the allow-list of LOINC codes', () => {
  it.each(rows)('has $loinc as watched $analyte ($property)', ({ loinc, analyte, property }) => {
    expect(analyteOf(loinc)).toMatchObject({ loinc, analyte, property, watched: true });
    expect(analyteOf(loinc)?.name).not.toBe('');
  });

  it.each(contextRows)('has $loinc as $analyte, taken along but not watched', ({ loinc, analyte }) => {
    expect(analyteOf(loinc)).toMatchObject({ analyte, watched: false });
  });

  it.each(excluded.split(' '))('excludes %s and says why', (loinc) => {
    expect(analyteOf(loinc)).toBeUndefined();
    expect(exclusionOf(loinc)).toMatch(/\w/);
  });

  it('says nothing of a code it does not hold, whatever its name', () => {
    for (const code of ['2951-2', '', '__proto__', 'constructor']) {
      expect(analyteOf(code)).toBeUndefined();
      expect(exclusionOf(code)).toBeUndefined();
    }
  });

  it('excludes the CRRT circuit because it is not the patient', () => {
    expect(exclusionOf('83064-6')).toContain('CRRT');
  });
});

describe('the kind of a calcium', () => {
  it.each([
    ['calcium-total', 'total'],
    ['calcium-corrected', 'total'],
    ['calcium-ionized', 'ionized'],
    ['calcium-ionized-ph-adjusted', 'ionized'],
    ['calcium-shown-only', undefined],
    ['albumin', undefined],
  ] as const)('of %s is %s', (analyte, kind) => {
    expect(calciumKindOf(analyte)).toBe(kind);
  });
});

describe('the name that a reader sees', () => {
  const named: Readonly<Record<Analyte, RegExp>> = {
    'calcium-total': /^Calcium, total$/,
    'calcium-corrected': /^Calcium, corrected by the laboratory$/,
    'calcium-ionized': /^Calcium, ionized$/,
    'calcium-ionized-ph-adjusted': /^Calcium, ionized, adjusted to pH 7\.4$/,
    'calcium-shown-only': /^Calcium, /,
    albumin: /^Albumin$/,
    psa: /^PSA$/,
    'ca-15-3': /^CA 15-3$/,
    'ca-27-29': /^CA 27\.29$/,
    cea: /^CEA$/,
    thyroglobulin: /^Thyroglobulin$/,
    'm-protein': /^M-protein$/,
    pth: /^PTH$/,
    pthrp: /^PTHrP$/,
    creatinine: /^Creatinine$/,
    egfr: /^eGFR$/,
    phosphate: /^Phosphate$/,
    'alkaline-phosphatase': /^Alkaline phosphatase$/,
    'vitamin-d': /^25-OH vitamin D$/,
    potassium: /^Potassium$/,
  };

  it.each(ANALYTES)('of %s is its own', (analyte) => {
    expect(analyteName(analyte)).toMatch(named[analyte]);
  });

  it.each(rows)('of $loinc is that of the analyte', ({ loinc, analyte }) => {
    expect(analyteOf(loinc)?.name).toMatch(named[analyte]);
  });

  it.each([
    ['13959-2', /computed/],
    ['18281-6', /total protein/],
    ['51950-4', /dialysis/],
  ])('of %s, shown only, says what it is', (loinc, name) => {
    expect(analyteOf(loinc)?.name).toMatch(name);
  });

  it('of what is none of ours stays as it is', () => {
    expect(analyteName('sodium')).toBe('sodium');
    expect(analyteName('__proto__')).toBe('__proto__');
  });
});
