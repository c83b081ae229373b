import { type Decimal, decimalText, readDecimal } from './decimal.ts';
import type { Analyte, Comparator } from './fact.ts';
import type { EpochMs } from './instant.ts';
import type { CalciumKind, CalciumUnit, JudgeLines } from './judge-lines.ts';
import type { CurrentResult } from './version.ts';

/** A calcium result that has a value which can be graded. */
export type Calcium = {
  readonly current: CurrentResult;
  readonly kind: CalciumKind;
  readonly unit: CalciumUnit;
  readonly comparator: Comparator;
  readonly amount: Decimal;
  readonly amountText: string;
  readonly limit: Decimal;
  readonly limitText: string;
  readonly lowerLimit: Decimal | undefined;
  readonly at: EpochMs;
};

const KIND_OF: ReadonlyMap<Analyte, CalciumKind> = new Map([
  ['calcium-total', 'total'],
  ['calcium-corrected', 'total'],
  ['calcium-ionized', 'ionized'],
  ['calcium-ionized-ph-adjusted', 'ionized'],
]);

const isCalciumUnit = (unit: string): unit is CalciumUnit => unit === 'mg/dL' || unit === 'mmol/L';

/** The result as a calcium to grade; undefined when it is none or has no readable value. */
export function calciumOf(current: CurrentResult, lines: JudgeLines): Calcium | undefined {
  const { analyte, value, upperLimit, lowerLimit, collectedAt } = current.result;
  if (value === undefined || !isCalciumUnit(value.unit)) return undefined;
  const { unit } = value;
  const kind = KIND_OF.get(analyte);
  if (kind === undefined || current.standing === 'withdrawn') return undefined;
  const amount = readDecimal(value.amount);
  if (amount === undefined) return undefined;
  const limit = readDecimal(upperLimit ?? '') ?? lines[kind][unit].defaultLimit;
  return {
    current,
    kind,
    unit,
    comparator: value.comparator,
    amount,
    amountText: value.amount,
    limit,
    limitText: upperLimit ?? decimalText(limit),
    lowerLimit: lowerLimit === undefined ? undefined : readDecimal(lowerLimit),
    at: collectedAt,
  };
}
