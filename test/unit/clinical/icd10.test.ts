import { describe, expect, test } from 'vitest';
import { classifyIcd10, icd10Text, isIcd10Code, isNeoplasmCode } from '../../../shared/clinical/icd10.ts';

describe('what only holds the text of a code further inside is no code', () => {
  test.each(['1C50.9', 'XC50.9', '-C50', '(C50.9)', '93880001C50'])('%s', (text) => {
    expect(isIcd10Code(text)).toBe(false);
    expect(classifyIcd10(text).class).toBe('none');
    expect(icd10Text(text)).toBe(text);
  });

  test.each(['SC50.9', 'ZD45', '1D12'])('%s is no neoplasm', (text) => {
    expect(isNeoplasmCode(text)).toBe(false);
  });
});

describe('neoplasms of any behaviour', () => {
  test.each(['C00', 'C97.9', 'C4A.0', 'C7B.03', 'D00', 'D49.9', ' d12.6 '])('%s is one', (text) => {
    expect(isNeoplasmCode(text)).toBe(true);
  });

  test.each(['D50', 'D5A', 'D4A', 'C', 'C5', 'CA1', 'I10', ''])('%j is none', (text) => {
    expect(isNeoplasmCode(text)).toBe(false);
  });
});

describe('how a code is shown', () => {
  test.each([
    ['c50', 'C50'],
    ['C509', 'C50.9'],
    ['c50.911', 'C50.911'],
    ['C.509', 'C50.9'],
    [' C7A.1 ', 'C7A.1'],
    [' see notes ', 'see notes'],
  ])('%j as %j', (text, shown) => {
    expect(icd10Text(text)).toBe(shown);
  });
});
