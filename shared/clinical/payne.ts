import { add, type Decimal, multiply, subtract } from './decimal.ts';
import type { Calcium } from './draw-calcium.ts';
import type { CalciumUnit, JudgeLines } from './judge-lines.ts';

/** Payne's value and the total that it was made of. */
export type Corrected = {
  readonly amount: Decimal;
  readonly unit: CalciumUnit;
  readonly totalText: string;
};

/** Corrected calcium in the unit of the total (Payne 1973), exact and unrounded. */
export function payne(
  { amount: total, amountText, unit }: Pick<Calcium, 'amount' | 'amountText' | 'unit'>,
  albuminGPerL: Decimal,
  lines: JudgeLines,
): Corrected {
  const perGPerL = lines.total[unit].paynePerGPerL;
  const amount = add(total, multiply(perGPerL, subtract(lines.paynePivotGPerL, albuminGPerL)));
  return { amount, unit, totalText: amountText };
}
