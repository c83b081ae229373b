import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText } from '../../../shared/clinical/decimal.ts';
import { readReferenceRange } from '../../../shared/clinical/reference-range.ts';

function read(text: string, decimalComma = false): string {
  const { lower, upper } = readReferenceRange(text, decimalComma);
  return `${lower ? decimalText(lower) : ''}..${upper ? decimalText(upper) : ''}`;
}

describe('a reference range', () => {
  it.each([
    ['8.6-10.3', '8.6..10.3'],
    ['8.6 - 10.3', '8.6..10.3'],
    ['8.6–10.3', '8.6..10.3'],
    ['8.6 — 10.3', '8.6..10.3'],
    ['8.6 to 10.3', '8.6..10.3'],
    ['70_105', '70..105'],
    ['(8.6-10.3)', '8.6..10.3'],
    ['[8.6-10.3]', '8.6..10.3'],
    ['(8.6-10.3) mg/dL', '8.6..10.3'],
    ['8.6-10.3 mg/dL', '8.6..10.3'],
    ['.95-1.30', '0.95..1.3'],
    ['10-10', '10..10'],
    ['<10.3', '..10.3'],
    ['< 10.3', '..10.3'],
    ['<=10.3', '..10.3'],
    ['≤10.3', '..10.3'],
    ['<10.3 MG/DL', '..10.3'],
    ['>8.6', '8.6..'],
    ['≥ 8.6', '8.6..'],
  ])('%j is %s', (text, bounds) => {
    expect(read(text)).toBe(bounds);
  });

  it.each([
    '',
    '""',
    'negative',
    '10.3-8.6',
    '-5-10.3',
    '8.6-10.3-12',
    '8,6-10,3',
    '8.6-10.3 apples',
    '<10.3 apples',
    'Adult: 8.6-10.3',
    '8.6',
    '8.6-',
    '-10.3',
    '٨-١٠',
    '(8.6-10.3',
    '<(10.3)',
    '(8.6-10.3)(9.0-10.0)',
    '8.6..10.3',
  ])('%j gives no bound', (text) => {
    expect(read(text)).toBe('..');
  });

  it('is read in its first 100 characters alone', () => {
    expect(read(`${'8.6-10.3'.padEnd(100)}, see note`)).toBe('8.6..10.3');
    expect(read(`${'8.6-10.3'.padEnd(99)}, see note`)).toBe('..');
  });

  it('has decimal commas only where the feed says so', () => {
    expect(read('2,15-2,60', true)).toBe('2.15..2.6');
    expect(read('<2,60', true)).toBe('..2.6');
    expect(read('2.15-2.60', true)).toBe('2.15..2.6');
  });

  it('of any text is read without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, decimalComma) => {
        expect(read(text, decimalComma)).toContain('..');
      }),
    );
    expect(read(`${'('.repeat(1e6)}8.6-10.3`)).toBe('..');
  });
});
