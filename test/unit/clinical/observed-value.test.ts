import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText } from '../../../shared/clinical/decimal.ts';
import { isBlank, readNumberText } from '../../../shared/clinical/number-text.ts';
import { readObservedValue } from '../../../shared/clinical/observed-value.ts';

type Options = { valueType?: string; decimalComma?: boolean; decisive?: 'highest' | 'lowest' };

/** As `>16.0`, or the word for what it is. */
function read(values: readonly (readonly string[])[], options: Options = {}): string {
  const { valueType = 'NM', decimalComma = false, decisive = 'highest' } = options;
  const value = readObservedValue({ valueType, values }, decimalComma, decisive);
  return value.is === 'number' ? `${value.comparator}${decimalText(value.amount, value.places)}` : value.is;
}

const TEXT_TYPES = ['NM', 'ST', 'TX', 'FT', '', ' st ', 'ZZ'];

describe('a number', () => {
  it.each([
    ['14.2', '=14.2'],
    ['14.0', '=14.0'],
    [' 12.4 ', '=12.4'],
    ['+3', '=3'],
    ['.95', '=0.95'],
    ['14.', '=14'],
    ['007', '=7'],
    ['1.24E1', '=12.4'],
    ['1.24e+1', '=12.4'],
    ['1.24e+01', '=12.4'],
    [`${' '.repeat(12)}12.4${' '.repeat(12)}`, '=12.4'],
    ['124E-1', '=12.4'],
    ['14.2 H', '=14.2'],
    ['14.2H', '=14.2'],
    ['14.2 hh', '=14.2'],
    ['14.2*', '=14.2'],
    ['14.2 **', '=14.2'],
    ['=14.2', '=14.2'],
    ['>16.0', '>16.0'],
    ['> 16.0', '>16.0'],
    ['>=16', '>=16'],
    ['≥16', '>=16'],
    ['<5.0', '<5.0'],
    ['<=5', '<=5'],
    ['≤ 5', '<=5'],
    ['>16.0 HH', '>16.0'],
  ])('%j is %s in every textual type', (text, expected) => {
    for (const valueType of TEXT_TYPES) expect(read([[text]], { valueType })).toBe(expected);
  });

  it.each('* ** ! H HH HI HIGH L LL LO LOW A AA N C'.split(' '))('may have the flag %s', (flag) => {
    expect(read([[`14.2 ${flag}`]])).toBe('=14.2');
    expect(read([[`14.2${flag.toLowerCase()}`]])).toBe('=14.2');
  });

  it.each([
    'NaN',
    'Infinity',
    '-1',
    '-14.2',
    '0x0C',
    '١٢٫٤',
    '１２.４',
    '8.6-10.3',
    '1:16',
    '1/2',
    '14.2 mg/dL',
    '14.2 Q',
    '1 4.2',
    '14.2.1',
    '1,234.5',
    '1.234,5',
    '12 345',
    '>>16',
    '><16',
    '14.2 H 3',
    'HEMOLYZED 14.2',
    '12.4E',
    '1e999',
    '1'.repeat(40),
    'HIGH',
    'see note',
    '---',
    '*',
    '{{7*7}}',
    '__proto__',
  ])('%j is unreadable', (text) => {
    expect(read([[text]])).toBe('unreadable');
  });

  it.each(['', ' ', '""', ' "" '])('%j is no value', (text) => {
    expect(read([[text]])).toBe('none');
    expect(isBlank(text)).toBe(true);
  });

  it('is no value in an OBX-5 without any repetition or component', () => {
    expect(read([])).toBe('none');
    expect(read([[]])).toBe('none');
  });

  it.each([
    'HEMOLYZED',
    'Haemolysed',
    'HEMOLYZED - please repeat',
    'QNS',
    'qns.',
    'TNP',
    'Test not performed',
    'Test not performed.',
    'Test - not performed',
    '*QNS*',
    'CANCELLED',
    'Specimen hemolyzed',
    'Quantity not sufficient',
    'Clotted',
  ])('%j is no value', (text) => {
    for (const valueType of TEXT_TYPES) expect(read([[text]], { valueType })).toBe('none');
  });

  it('has a decimal comma only where the feed says so', () => {
    expect(read([['14,2']])).toBe('decimal-comma');
    expect(read([['2,71']], { decimalComma: true })).toBe('=2.71');
    expect(read([[',95']], { decimalComma: true })).toBe('=0.95');
    expect(read([['2.71']], { decimalComma: true })).toBe('=2.71');
    expect(read([['1.234,5']], { decimalComma: true })).toBe('unreadable');
    expect(read([['>3,5']])).toBe('decimal-comma');
  });

  it('with something in a further component is unreadable', () => {
    expect(read([['14.2', 'H']], { valueType: 'ST' })).toBe('unreadable');
    expect(read([['14.2', '', '""']], { valueType: 'ST' })).toBe('=14.2');
  });
});

describe('a structured number (SN)', () => {
  const sn = (...components: string[]) => read([components], { valueType: 'SN' });

  it.each([
    [['', '14.2'], '=14.2'],
    [['=', '14.2'], '=14.2'],
    [['>', '16.0'], '>16.0'],
    [['>=', '16'], '>=16'],
    [['<', '5.0'], '<5.0'],
    [['<=', ' 5 '], '<=5'],
    [['', '14.2', '', ''], '=14.2'],
    [['', '14,2'], 'decimal-comma'],
  ])('%j is %s', (components, expected) => {
    expect(sn(...components)).toBe(expected);
  });

  it.each([
    [['', '8.6', '-', '10.3']],
    [['', '1', ':', '16']],
    [['', '1', '/', '2']],
    [['', '14.2', '+']],
    [['<>', '14.2']],
    [['14.2']],
    [['>16']],
    [['', '>16']],
    [['<', '=5']],
    [['>', '']],
    [['14', '2']],
    [['HIGH', '14.2']],
    [['', '14.2', '', '', 'x']],
  ])('%j is malformed, so unreadable', (components) => {
    expect(sn(...components)).toBe('unreadable');
  });

  it('is one under its type in any spelling', () => {
    for (const valueType of [' SN ', 'sn']) expect(read([['>', '16.0']], { valueType })).toBe('>16.0');
  });

  it('may say that there is no value', () => {
    expect(sn()).toBe('none');
    expect(sn('', '')).toBe('none');
    expect(sn('', '""')).toBe('none');
    expect(sn('QNS')).toBe('none');
    expect(sn('', 'HEMOLYZED')).toBe('none');
  });
});

describe('a coded value (CE, CWE)', () => {
  it.each([
    [['14.2'], '=14.2'],
    [['', '14.2'], '=14.2'],
    [['14.2', '14.20', 'L'], '=14.2'],
    [['14.2', '', 'L'], '=14.2'],
    [['14.2', '12.4'], 'unreadable'],
    [['12.4', '14.2'], 'unreadable'],
    [['High', '14.2'], 'unreadable'],
    [['High', 'High'], 'unreadable'],
    [['14.2', '>14.2'], 'unreadable'],
    [['14.2', 'High'], 'unreadable'],
    [['A1', '14.2'], 'unreadable'],
    [['1', 'HEMOLYZED', 'L'], 'none'],
    [['QNS', ''], 'none'],
    [['', ''], 'none'],
    [['""'], 'none'],
  ])('%j is %s', (components, expected) => {
    for (const valueType of ['CE', 'CWE']) expect(read([components], { valueType })).toBe(expected);
  });
});

describe('several values', () => {
  it('of a numeric array are each a value', () => {
    expect(read([['13.1', '14.2', '']], { valueType: 'NA' })).toBe('=14.2');
  });

  it('are decided by the highest calcium and by the lowest albumin', () => {
    const repeats = [['12.1'], ['14.2'], ['9.9']];
    expect(read(repeats)).toBe('=14.2');
    expect(read(repeats, { decisive: 'lowest' })).toBe('=9.9');
  });

  it.each([
    [['14', '>14', '<14'], '>14', '<14'],
    [['>=14', '14'], '>=14', '=14'],
    [['<=14', '14'], '=14', '<=14'],
    [['<14', '<=14'], '<=14', '<14'],
    [['>14', '>=14'], '>14', '>=14'],
    [['14', '14.0'], '=14', '=14.0'],
  ])('with equal numbers %j are ordered by their comparators', (texts, highest, lowest) => {
    const values = texts.map((text) => [text]);
    expect(read(values)).toBe(highest);
    expect(read(values, { decisive: 'lowest' })).toBe(lowest);
  });

  it('are spoilt by one that holds digits and cannot be read: it might be the one that decides', () => {
    expect(read([['10.1'], ['14,2']])).toBe('decimal-comma');
    expect(read([['10.1'], ['14.2 mg/dL']])).toBe('unreadable');
  });

  it('are not spoilt by a remark without digits, by blanks or by a no-value word', () => {
    expect(read([['14.2'], ['see comment']], { valueType: 'TX' })).toBe('=14.2');
    expect(read([['14.2'], [''], ['HEMOLYZED']], { valueType: 'TX' })).toBe('=14.2');
    expect(read([['QNS'], ['see comment']], { valueType: 'TX' })).toBe('unreadable');
    expect(read([['QNS'], ['']], { valueType: 'TX' })).toBe('none');
  });
});

describe('reading any text', () => {
  const types = fc.constantFrom('NM', 'SN', 'ST', 'CE', 'CWE', 'NA', 'TX', '');
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.stringMatching(/^[0-9.,<>=eE +*H^-]{0,12}$/),
  );

  it('never throws, and a number is exact text', () => {
    fc.assert(
      fc.property(types, fc.array(fc.array(texts)), fc.boolean(), (valueType, values, decimalComma) => {
        expect(read(values, { valueType, decimalComma })).toMatch(
          /^(?:(?:=|<|<=|>|>=)\d+(?:\.\d+)?|none|unreadable|decimal-comma)$/,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('gives back any plain number with as many places as were sent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 999 }), (whole, fraction) => {
        const text = `${whole}.${fraction}`;
        const number = readNumberText(text, false);
        expect(number.is === 'number' && decimalText(number.amount, number.places)).toBe(text);
      }),
    );
  });

  it('takes no longer for a long hostile text', () => {
    for (const text of [' '.repeat(1e6), '1'.repeat(1e6), `${'>'.repeat(1e6)}1`, `1${' '.repeat(1e6)}x`]) {
      expect(['none', 'unreadable']).toContain(read([[text]], { valueType: 'ST' }));
    }
  });
});
