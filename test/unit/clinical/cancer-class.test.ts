import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CANCER_CLASSES, milder } from '../../../shared/clinical/cancer-class.ts';
import { classifyIcd10, icd10Text, isIcd10Code, isNeoplasmCode } from '../../../shared/clinical/icd10.ts';
import { classifySnomed, SNOMED_CANCERS } from '../../../shared/clinical/snomed-table.ts';

const two = (count: number) => String(count).padStart(2, '0');
const range = (letter: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${letter}${two(from + index)}`);

describe('ICD-10', () => {
  it.each([
    ...range('C', 0, 97),
    'C4A',
    'C7A',
    'C7B',
    'D45',
    'D46',
    'D47.1',
    'D47.3',
    'D47.4',
    'D47.9',
    'D47.Z',
  ])('%s is active cancer, with whatever follows', (code) => {
    for (const text of [code, `${code}.0`, code.replace('.', ''), ` ${code.toLowerCase()}.90 `]) {
      expect(classifyIcd10(text).class).toBe('active');
    }
  });

  it.each([
    'C44.01',
    'C44.111',
    'C44.1121',
    'C44.311',
    'c4491',
    ...range('D', 0, 36),
    'D47',
    'D47.0',
    'D47.7',
    'D50',
    'C98',
    'C99',
    'Z86',
    'Z80.3',
    'I10',
    'R73.09',
    '',
    'CANCER',
    '363346000',
    '__proto__',
  ])('%j is not cancer', (code) => {
    expect(classifyIcd10(code)).toEqual({ class: 'none', bone: false });
  });

  it.each(['C44', 'C44.0', 'C44.9', 'C44.00', 'C44.02', 'C44.121', 'C44.4', 'C44.92', 'C43.91'])(
    '%s is active: skin, but not basal cell carcinoma',
    (code) => {
      expect(classifyIcd10(code).class).toBe('active');
    },
  );

  it.each([
    'Z85',
    'Z85.3',
    'Z8546',
    'C90.01',
    'C90.11',
    'C90.21',
    'C9031',
    'C91.01',
    'C92.11',
    'C93.31',
    'C94.41',
    'C95.91',
  ])('%s is history: past or in remission', (code) => {
    expect(classifyIcd10(code).class).toBe('history');
  });

  it.each(['C90.00', 'C90.02', 'C91.10', 'C92.12', 'C90.1', 'C89.01', 'C96.21', 'C81.01'])(
    '%s is active: not in remission, or not of the categories that say so',
    (code) => {
      expect(classifyIcd10(code).class).toBe('active');
    },
  );

  it.each([...range('D', 37, 44), 'D48', 'D48.9', 'D49', 'D49.2', 'D47.2'])('%s is uncertain', (code) => {
    expect(classifyIcd10(code).class).toBe('uncertain');
  });

  it.each([
    ['C79.5', true],
    ['C79.51', true],
    ['C7952', true],
    ['C7B.03', true],
    ['C90.00', true],
    ['C90.01', true],
    ['C40.2', true],
    ['C41', true],
    ['C79.4', false],
    ['C7B.04', false],
    ['C50.9', false],
    ['C42', false],
  ])('%s in bone: %s', (code, bone) => {
    expect(classifyIcd10(code).bone).toBe(bone);
  });

  it('has codes of a letter, a digit and a digit or letter', () => {
    expect(['C50', 'c7a.1', ' Z85.3', 'D47.Z'].every(isIcd10Code)).toBe(true);
    expect(['', 'C5', 'CA', '50.9', 'breast', '254837009'].some(isIcd10Code)).toBe(false);
  });

  it.each([
    ['c7951', 'C79.51'],
    [' C79.51 ', 'C79.51'],
    ['C61', 'C61'],
    ['Z85.3', 'Z85.3'],
    [' breast ', 'breast'],
    ['', ''],
  ])('shows %j as %j', (text, shown) => {
    expect(icd10Text(text)).toBe(shown);
  });

  it('has its tumours in chapter II', () => {
    expect(['C00', 'C97.1', 'C4A', 'D00', 'D05.1', 'D36', 'D47.7', 'D49'].every(isNeoplasmCode)).toBe(true);
    expect(['D50', 'Z85.3', 'I10', 'E11', ''].some(isNeoplasmCode)).toBe(false);
  });

  it('of any text is classified without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(CANCER_CLASSES).toContain(classifyIcd10(text).class);
      }),
    );
  });
});

describe('SNOMED CT', () => {
  it.each(SNOMED_CANCERS)('$code $name is $class', (row) => {
    expect(classifySnomed(` ${row.code} `)).toEqual({ class: row.class, bone: row.bone === true });
  });

  it('holds every code once', () => {
    expect(new Set(SNOMED_CANCERS.map(({ code }) => code)).size).toBe(SNOMED_CANCERS.length);
  });

  it('marks what lies in bone', () => {
    const inBone = SNOMED_CANCERS.filter(({ bone }) => bone).map(({ code }) => code);
    expect(inBone).toEqual(['94222008', '109989006', '95210003']);
  });

  it.each(['38341003', '254701007', '92691004', '', 'constructor'])('%j is not cancer', (code) => {
    expect(classifySnomed(code)).toEqual({ class: 'none', bone: false });
  });
});

describe('the milder of two classes', () => {
  it.each([
    ['active', 'history', 'history'],
    ['history', 'active', 'history'],
    ['active', 'uncertain', 'uncertain'],
    ['uncertain', 'history', 'history'],
    ['active', 'none', 'none'],
    ['active', 'active', 'active'],
  ] as const)('%s and %s is %s', (a, b, expected) => {
    expect(milder(a, b)).toBe(expected);
  });
});
