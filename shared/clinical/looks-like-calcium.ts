import { compare, decimal, multiply } from './decimal.ts';
import type { ReadingPolicy } from './reading-policy.ts';
import type { ReferenceRange } from './reference-range.ts';
import type { ObservedUnit } from './unit-table.ts';
import { isUpperLimitOfCalcium } from './upper-limit.ts';

const CALCIUM_TEXT = /calc|kalz|ca2\+/i;
/** The whole code, or a code that begins with CALC; `CA` in a text is no calcium, it is California too. */
const CALCIUM_CODE = /^(?:(?:ca|ica|cai)$|calc)/i;

/** Whether a code that nobody mapped, or its text, looks like calcium. Errs towards yes: operations are asked once. */
export function namesCalcium(code: string, text: string): boolean {
  return CALCIUM_TEXT.test(text) || CALCIUM_CODE.test(code.trim());
}

/**
 * Whether unit and range are a calcium's: an upper bound where its limits lie, and a lower bound, when sent, as near
 * to the upper one as calcium's is (potassium's 3.5-5.1 mEq/L is not).
 */
export function measuresLikeCalcium(
  unit: ObservedUnit,
  range: ReferenceRange,
  policy: ReadingPolicy,
): boolean {
  if (unit.is !== 'unit' || range.upper === undefined) return false;
  if (!isUpperLimitOfCalcium(range.upper, unit.unit, policy)) return false;
  const lowestLower = multiply(range.upper, decimal(policy.calciumLowerBoundShare));
  return range.lower === undefined || compare(range.lower, lowestLower) >= 0;
}
