import { type Decimal, isAbove, isAtLeast } from './decimal.ts';
import type { Comparator } from './fact.ts';
import type { Lines } from './judge-lines.ts';
import type { Grade } from './level.ts';

/** A value as it is compared: `>x` and `>=x` are just above x, `<x` and `<=x` are above nothing. */
export type Amount = { readonly comparator: Comparator; readonly amount: Decimal };

type Bound = Pick<Amount, 'comparator'>;
const isLowerBound = ({ comparator }: Bound) => comparator === '>' || comparator === '>=';

/** `<x` and `<=x`: never above anything. */
export const isUpperBound = ({ comparator }: Bound) => comparator === '<' || comparator === '<=';

/** A bound is graded but never corrected, compared with another value or kept as history. */
export const isBound = ({ comparator }: Bound) => comparator !== '=';

/** Strictly above the line; a lower bound that lies on it is above it. */
export function exceeds(value: Amount, line: Decimal): boolean {
  if (isUpperBound(value)) return false;
  return isLowerBound(value) ? isAtLeast(value.amount, line) : isAbove(value.amount, line);
}

/** On the line or above it. */
export function reaches(value: Amount, line: Decimal): boolean {
  return !isUpperBound(value) && isAtLeast(value.amount, line);
}

/** CTCAE v5.0 and v6.0, "Hypercalcemia": strictly above each line, in the laboratory's own unit system. */
export function gradeOf(value: Amount, limit: Decimal, lines: Lines): Grade {
  if (exceeds(value, lines.grade4Above)) return 4;
  if (exceeds(value, lines.grade3Above)) return 3;
  if (exceeds(value, lines.grade2Above)) return 2;
  return exceeds(value, limit) ? 1 : 0;
}
