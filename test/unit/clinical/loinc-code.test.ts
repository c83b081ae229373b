import { describe, expect, test } from 'vitest';
import { loincIn } from '../../../shared/clinical/loinc-code.ts';

describe('a LOINC code', () => {
  test.each(['', 'LN', 'LNC', 'LOINC', '2.16.840.1.113883.6.1', 'http://loinc.org', ' ln '])(
    'is one under the system "%s"',
    (system) => {
      expect(loincIn({ code: ' 17861-6 ', system })).toBe('17861-6');
    },
  );

  test.each(['L', '99LAB', 'SCT', 'LN2'])(
    'is a local code of the same shape under the system "%s"',
    (system) => {
      expect(loincIn({ code: '17861-6', system })).toBeUndefined();
    },
  );

  test.each(['1-8', '1234567-4'])('has one to seven digits and a check digit: %s', (code) => {
    expect(loincIn({ code, system: 'LN' })).toBe(code);
  });

  test.each([
    '',
    'X17861-6',
    '17861-6X',
    '17861-66',
    '17861',
    '17861-',
    '-6',
    '12345678-4',
    'CA-1',
    '17861-A',
  ])('is never "%s"', (code) => {
    expect(loincIn({ code, system: 'LN' })).toBeUndefined();
  });
});
