import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  decimal,
  decimalText,
  divide,
  isAbove,
  isAtLeast,
  multiply,
  readDecimal,
  subtract,
} from '../../../shared/clinical/decimal.ts';

const anyDecimal = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.stringMatching(/^\d{1,4}$/),
    fc.stringMatching(/^\d{1,4}$/),
    fc.integer({ min: -3, max: 3 }),
  )
  .map(([sign, whole, fraction, exponent]) => `${sign}${whole}.${fraction}e${exponent}`);
/** The same number, ten million times as large and whole. */
function scaled(text: string): bigint {
  const [mantissa = '', exponent = ''] = text.split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = BigInt(whole + fraction) * 10n ** BigInt(7 + Number(exponent) - fraction.length);
  return mantissa.startsWith('-') ? -digits : digits;
}
const thousandths = fc.integer({ min: -1_000_000, max: 1_000_000 });
const inThousandths = (count: number) => decimal(`${count}e-3`);

describe('exact decimals', () => {
  it('give 2.9 where binary floating point gives 2.9000000000000004', () => {
    const payne = add(decimal('2.70'), multiply(decimal('0.02'), subtract(decimal('40'), decimal('30'))));
    expect(decimalText(payne)).toBe('2.9');
    expect(isAbove(payne, decimal('2.9'))).toBe(false);
    expect(isAtLeast(payne, decimal('2.90'))).toBe(true);
  });

  it('refuse a binary number that got past the types', () => {
    expect(() => decimal(2.7 as unknown as string)).toThrow();
  });

  it('order values by amount, not by text', () => {
    expect(compare(decimal('9.8'), decimal('10.2'))).toBe(-1);
    expect(compare(decimal('2.60'), decimal('2.6'))).toBe(0);
    expect(compare(decimal('3'), decimal('-3'))).toBe(1);
    expect(isAbove(decimal('10.5'), decimal('10.50'))).toBe(false);
    expect(isAtLeast(decimal('10.49'), decimal('10.5'))).toBe(false);
  });

  it('are compared as whole numbers of their smallest unit are', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        const [x, y] = [scaled(a), scaled(b)];
        const order = x === y ? 0 : x > y ? 1 : -1;
        expect(compare(decimal(a), decimal(b))).toBe(order);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['0', '0.00', 0],
    ['0', '-0', 0],
    ['0', '0.001', -1],
    ['-0.1', '0', -1],
    ['0.05', '0.005', 1],
    ['10', '9.99', 1],
    ['12.5', '12.50', 0],
    ['12.5', '12.501', -1],
    ['-12.5', '-12.4', -1],
  ] as const)('%s beside %s: %i', (a, b, order) => {
    expect(compare(decimal(a), decimal(b))).toBe(order);
    expect(compare(decimal(b), decimal(a)) + order).toBe(0);
  });

  it('divide to 30 places', () => {
    expect(decimalText(divide(decimal('5.25'), decimal('2')))).toBe('2.625');
    expect(decimalText(divide(decimal('1'), decimal('3')))).toBe(`0.${'3'.repeat(30)}`);
    expect(() => divide(decimal('1'), decimal('0'))).toThrow();
  });

  it.each([
    ['14.20', '14.2'],
    ['+3', '3'],
    ['-0.5', '-0.5'],
    ['1.24E1', '12.4'],
    ['1.24e+1', '12.4'],
    ['124e-1', '12.4'],
    ['007', '7'],
    ['0.0000000001', '0.0000000001'],
    ['1e25', '10000000000000000000000000'],
  ])('read %s as %s', (text, exact) => {
    const value = readDecimal(text);
    expect(value && decimalText(value)).toBe(exact);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '1.',
    '.5',
    '1,2',
    '1.2.3',
    '0x0C',
    'NaN',
    'Infinity',
    '1e999',
    '١٢٫٤',
    '１２',
    '1'.repeat(31),
    '--1',
    '1\n',
  ])('do not read %j', (text) => {
    expect(readDecimal(text)).toBeUndefined();
  });

  it('never read text that a binary number could not name', () => {
    expect(() => decimal('ten')).toThrow();
  });

  it('come back the same through text', () => {
    fc.assert(
      fc.property(thousandths, (count) => {
        const value = inThousandths(count);
        expect(compare(decimal(decimalText(value)), value)).toBe(0);
        expect(decimalText(value)).toMatch(/^-?\d+(\.\d+)?$/);
      }),
    );
  });

  it('add, subtract and multiply as whole numbers of thousandths do', () => {
    fc.assert(
      fc.property(thousandths, thousandths, (a, b) => {
        const [left, right] = [inThousandths(a), inThousandths(b)];
        expect(compare(add(left, right), inThousandths(a + b))).toBe(0);
        expect(compare(subtract(left, right), inThousandths(a - b))).toBe(0);
        expect(compare(multiply(left, right), decimal(`${BigInt(a) * BigInt(b)}e-6`))).toBe(0);
        expect(compare(left, right)).toBe(Math.sign(a - b));
      }),
    );
  });

  it('undo a multiplication by a division', () => {
    fc.assert(
      fc.property(thousandths, fc.integer({ min: 1, max: 1000 }), (a, by) => {
        const product = multiply(inThousandths(a), decimal(String(by)));
        expect(compare(divide(product, decimal(String(by))), inThousandths(a))).toBe(0);
      }),
    );
  });

  it('read any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const value = readDecimal(text);
        expect(value === undefined || /^-?\d+(\.\d+)?$/.test(decimalText(value))).toBe(true);
      }),
    );
  });
});
