import { type Decimal, decimal } from './decimal.ts';
import type { Comparator } from './fact.ts';

/** What one text says: a number, that there is no value, a remark without any digit, or nothing that can be read. */
export type NumberText =
  | {
      readonly is: 'number';
      readonly comparator: Comparator;
      readonly amount: Decimal;
      /** Digits after the point as sent. */
      readonly places: number;
    }
  | { readonly is: 'none' | 'remark' | 'unreadable' | 'decimal-comma' };

/** Comparator, ASCII number (HL7 NM allows a leading + and a bare point), and a flag such as H or *. */
const NUMBER =
  /^(>=|<=|=|>|<|≥|≤)?\s{0,9}\+?(\d{1,15}(?:[.,]\d{0,15})?|[.,]\d{1,15})([eE][+-]?\d{1,2})?\s{0,9}([A-Za-z*!]{0,4})$/;
const FLAGS = new Set([
  '',
  '*',
  '**',
  '!',
  'H',
  'HH',
  'HI',
  'HIGH',
  'L',
  'LL',
  'LO',
  'LOW',
  'A',
  'AA',
  'N',
  'C',
]);

/** Empty and = are what is left. */
const COMPARATORS = new Map<string, Comparator>([
  ['>', '>'],
  ['>=', '>='],
  ['≥', '>='],
  ['<', '<'],
  ['<=', '<='],
  ['≤', '<='],
]);

/** First words with which laboratories say that there is no value (specimen unfit, test not done). */
const NO_VALUE_WORDS = new Set([
  'CANC',
  'CANCELED',
  'CANCELLED',
  'CLOTTED',
  'HAEMOLYSED',
  'HAEMOLYSIS',
  'HAEMOLYZED',
  'HEMOLYSED',
  'HEMOLYSIS',
  'HEMOLYZED',
  'INSUFFICIENT',
  'LIPAEMIC',
  'LIPEMIC',
  'QNS',
  'REJECTED',
  'TNP',
  'UNSUITABLE',
]);
const NO_VALUE_PHRASES = new Set([
  'NO RESULT',
  'NO SAMPLE',
  'NO SPECIMEN',
  'NOT DONE',
  'NOT PERFORMED',
  'NOT TESTED',
  'QUANTITY NOT SUFFICIENT',
  'SAMPLE CLOTTED',
  'SAMPLE HAEMOLYSED',
  'SAMPLE HEMOLYZED',
  'SPECIMEN CLOTTED',
  'SPECIMEN HAEMOLYSED',
  'SPECIMEN HEMOLYZED',
  'TEST NOT DONE',
  'TEST NOT PERFORMED',
  'UNABLE TO PERFORM',
]);

const ANY_DIGIT = /\p{N}/u;
const NOT_LETTERS = /[^\p{L}]+/gu;

function readWords(text: string): NumberText {
  if (ANY_DIGIT.test(text)) return { is: 'unreadable' };
  const phrase = text.toUpperCase().replaceAll(NOT_LETTERS, ' ').trim();
  const firstWord = phrase.replace(/ .*/, '');
  return { is: NO_VALUE_PHRASES.has(phrase) || NO_VALUE_WORDS.has(firstWord) ? 'none' : 'remark' };
}

/** Empty, or HL7's explicit null. */
export function isBlank(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === '' || trimmed === '""';
}

/**
 * Reads `14.2`, `>16.0`, `<= 5`, `14.2 H`, `14.2*`, `1.24E1`. A decimal comma only where the feed says so; groups of
 * thousands, ranges, ratios, signs below zero, other scripts' digits and hexadecimal are unreadable.
 */
export function readNumberText(text: string, decimalComma: boolean): NumberText {
  if (isBlank(text)) return { is: 'none' };
  const [whole, comparator = '', digits = '', exponent = '', flag = ''] = NUMBER.exec(text.trim()) ?? [];
  if (whole === undefined || !FLAGS.has(flag.toUpperCase())) return readWords(text);
  if (digits.includes(',') && !decimalComma) return { is: 'decimal-comma' };
  const plain = digits.replace(',', '.');
  const [, fraction = ''] = plain.split('.');
  return {
    is: 'number',
    comparator: COMPARATORS.get(comparator) ?? '=',
    amount: decimal(plain + exponent),
    places: exponent === '' ? fraction.length : 0,
  };
}
