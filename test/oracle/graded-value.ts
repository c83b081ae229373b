import type { Grade } from '../../shared/clinical/level.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import type { CurrentResult } from './current-result.ts';
import { compared, dividedBy, type Fraction, fraction } from './fraction.ts';

/** A number, or just above (`side` 1) or below (`side` -1) it when only a bound is known. */
export type Value = {
  readonly amount: Fraction;
  readonly side: -1 | 0 | 1;
  readonly isBound: boolean;
  readonly isUpperBound: boolean;
  readonly unit: string;
};

export type Kind = 'total' | 'ionized';

export const ZERO = fraction('0');

export function sentValue({ result }: CurrentResult): Value {
  const { comparator = '=', amount = '0', unit = '' } = result.value ?? {};
  const side = comparator.startsWith('>') ? 1 : comparator === '<' ? -1 : 0;
  const isUpperBound = comparator.startsWith('<');
  return { amount: fraction(amount), side, isBound: comparator !== '=', isUpperBound, unit };
}

export function isAbove(value: Value, line: Fraction): boolean {
  const difference = compared(value.amount, line);
  return difference > 0 || (difference === 0 && value.side > 0);
}

export function isAtLeast(value: Value, line: Fraction): boolean {
  const difference = compared(value.amount, line);
  return difference > 0 || (difference === 0 && value.side >= 0);
}

/** For comparisons across unit systems. */
export function inMmol(value: Value, policy: Policy): Fraction {
  return value.unit === 'mg/dL'
    ? dividedBy(value.amount, fraction(policy.history.mgPerDlPerMmolPerL))
    : value.amount;
}

export function limitOf({ result }: CurrentResult): Fraction {
  return fraction(result.upperLimit ?? '0');
}

/** Section 4. */
export function gradeOf(kind: Kind, value: Value, limit: Fraction, policy: Policy): Grade {
  const { totalMgPerDl, totalMmolPerL, ionizedMgPerDl, ionizedMmolPerL } = policy.grade;
  const ofTotal = value.unit === 'mg/dL' ? totalMgPerDl : totalMmolPerL;
  const ofIonized = value.unit === 'mg/dL' ? ionizedMgPerDl : ionizedMmolPerL;
  const lines = kind === 'total' ? ofTotal : ofIonized;
  if (isAbove(value, fraction(lines.grade4Above))) return 4;
  if (isAbove(value, fraction(lines.grade3Above))) return 3;
  if (isAbove(value, fraction(lines.grade2Above))) return 2;
  return isAbove(value, limit) ? 1 : 0;
}
