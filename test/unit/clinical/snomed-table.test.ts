import { describe, expect, test } from 'vitest';
import { classifySnomed, SNOMED_CANCERS } from '../../../shared/clinical/snomed-table.ts';

/** Dihedral group of the pentagon: the product of two of its ten symmetries (Verhoeff, 1969). */
function product(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
  return b < 5 ? 5 + ((a - b) % 5) : (5 + a - b) % 5;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function permuted(digit: number, times: number): number {
  return times === 0 ? digit : permuted(PERMUTATION[digit] ?? Number.NaN, times - 1);
}

/** Whether the last digit of a SNOMED CT identifier checks the others. */
const isChecked = (code: string) =>
  code.length >= 6 &&
  [...code].reverse().reduce((sum, digit, place) => product(sum, permuted(Number(digit), place % 8)), 0) ===
    0;

const classByName = (name: string) => {
  if (name.startsWith('History of')) return 'history';
  return name.endsWith('of uncertain significance') ? 'uncertain' : 'active';
};

describe('the table of SNOMED CT', () => {
  test('holds the root of malignant disease and what is seen most', () => {
    const names = SNOMED_CANCERS.map(({ name }) => name).join('\n');

    expect(classifySnomed('363346000')).toEqual({ class: 'active', bone: false });
    for (const site of [
      /breast/,
      /prostate/,
      /lung/,
      /colon/,
      /kidney/,
      /myeloma/i,
      /lymphoma/,
      /melanoma/,
    ]) {
      expect(names).toMatch(site);
    }
  });

  test.each(SNOMED_CANCERS)('has $code ($name) with its check digit', ({ code }) => {
    expect(isChecked(code)).toBe(true);
  });

  test('has a check digit that a slip of the pen would break', () => {
    expect(['363346001', '363364000', '36334600', ''].some(isChecked)).toBe(false);
  });

  test.each(SNOMED_CANCERS)('has $code ($name) under the class that its name says', ({ code, name }) => {
    expect(name).toMatch(
      /neoplas|cancer|carcinoma|melanoma|myel|lymphoma|leukaemia|Hodgkin|cythaemia|gammopathy/i,
    );
    expect(classifySnomed(code).class).toBe(classByName(name));
  });

  test('has in bone what its name puts there: the bone itself and the plasma cells of the marrow', () => {
    for (const { code, name } of SNOMED_CANCERS) {
      expect(classifySnomed(code).bone).toBe(/to bone|plasma cell|multiple myeloma/i.test(name));
    }
  });
});
