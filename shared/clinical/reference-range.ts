import { compare, type Decimal, decimal } from './decimal.ts';
import { unitNamed } from './unit-table.ts';

/** OBX-7's bounds in the unit it was sent in; both absent where it cannot be read. */
export type ReferenceRange = {
  readonly lower?: Decimal | undefined;
  readonly upper?: Decimal | undefined;
};

const NO_RANGE: ReferenceRange = {};

const NUMBER = '(\\d{1,15}(?:\\.\\d{1,15})?|\\.\\d{1,15})';
const UNIT = '(\\D.{0,39})?';
const BOTH = new RegExp(`^${NUMBER}(?:-|to)${NUMBER}${UNIT}$`);
const ONE = new RegExp(`^(<=?|>=?)${NUMBER}${UNIT}$`);
const DASHES = /[_‐‑‒–—−]/g;
const LONGEST_RANGE = 100;

/** White space and one pair of brackets out, one dash for all, ASCII comparators. */
function folded(text: string): string {
  return text
    .slice(0, LONGEST_RANGE)
    .replaceAll(/\s/g, '')
    .replace(/^[([](.*)[)\]]/, '$1')
    .replaceAll(DASHES, '-')
    .replaceAll('≤', '<=')
    .replaceAll('≥', '>=')
    .toLowerCase();
}

const mayFollow = (unit: string | undefined) => unit === undefined || unitNamed(unit) !== undefined;

/**
 * Reads `8.6-10.3`, `8.6 – 10.3`, `70_105`, `(8.6-10.3)`, `(8.6-10.3) mg/dL`, `<10.3`, `≤ 10.3`, `>8.6`. A decimal
 * comma only where the feed says so. Anything else, and bounds the wrong way round, give no bound.
 */
export function readReferenceRange(text: string, decimalComma: boolean): ReferenceRange {
  const range = decimalComma ? folded(text).replaceAll(',', '.') : folded(text);
  const [both, lowerText = '', upperText = '', unit] = BOTH.exec(range) ?? [];
  if (both !== undefined && mayFollow(unit)) {
    const [lower, upper] = [decimal(lowerText), decimal(upperText)];
    return compare(lower, upper) > 0 ? NO_RANGE : { lower, upper };
  }
  const [one, comparator = '', boundText = '', boundUnit] = ONE.exec(range) ?? [];
  if (one === undefined || !mayFollow(boundUnit)) return NO_RANGE;
  const bound = decimal(boundText);
  return comparator.startsWith('<') ? { upper: bound } : { lower: bound };
}
