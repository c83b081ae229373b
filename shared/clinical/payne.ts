import { add, type Decimal, multiply, subtract } from './decimal.ts';
import type { CalciumUnit, JudgeLines } from './judge-lines.ts';

/** Corrected calcium in the unit of the total (Payne 1973), exact and unrounded. Albumin in g/L. */
export function payne(
  calcium: Decimal,
  unit: CalciumUnit,
  albuminGPerL: Decimal,
  lines: JudgeLines,
): Decimal {
  const perGPerL = lines.total[unit].paynePerGPerL;
  return add(calcium, multiply(perGPerL, subtract(lines.paynePivotGPerL, albuminGPerL)));
}
