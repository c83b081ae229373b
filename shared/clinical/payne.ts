import { add, type Decimal, decimalText, multiply, subtract } from './decimal.ts';
import type { CalciumUnit, JudgeLines } from './judge-lines.ts';

/** Payne's value, and the same as text. */
export type Corrected = { readonly amount: Decimal; readonly text: string };

/** Corrected calcium in the unit of the total (Payne 1973), exact and unrounded. */
export function payne(
  { amount: total, unit }: { readonly amount: Decimal; readonly unit: CalciumUnit },
  albuminGPerL: Decimal,
  lines: JudgeLines,
): Corrected {
  const perGPerL = lines.total[unit].paynePerGPerL;
  const amount = add(total, multiply(perGPerL, subtract(lines.paynePivotGPerL, albuminGPerL)));
  return { amount, text: decimalText(amount) };
}
