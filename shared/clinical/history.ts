import { compare, type Decimal, divide, isAtLeast, subtract } from './decimal.ts';
import { isBound } from './grade.ts';
import { type GradingValue, inMgPerDl } from './grading-value.ts';
import type { EpochMs } from './instant.ts';
import type { CalciumUnit, JudgeLines } from './judge-lines.ts';

/** A value that later ones of its kind are compared with. */
export type HistoryValue = {
  readonly at: EpochMs;
  readonly amount: Decimal;
  readonly unit: CalciumUnit;
  readonly graded: GradingValue;
  /** Its place among all values of the history, the lowest 0, equal ones the same: compares without arithmetic. */
  readonly rank: number;
  /** Index of the first of the strictly rising values that end with this one. */
  readonly risingFrom: number;
};

/** Whether a final graded value may be history: exact, and as sure as the kind allows. */
function isHistory(value: GradingValue): boolean {
  const { flags } = value;
  return !isBound(value) && !flags.includes('ALBUMIN_MISSING') && !flags.includes('UNCERTAIN');
}

/** The amount of a value in the unit system of another. */
export function amountIn(
  { amount, unit }: Pick<HistoryValue, 'amount' | 'unit'>,
  wanted: CalciumUnit,
  lines: JudgeLines,
): Decimal {
  if (unit === wanted) return amount;
  return wanted === 'mg/dL' ? inMgPerDl(amount, unit, lines) : divide(amount, lines.mgPerDlPerMmolPerL);
}

/** Whether `later` lies above `earlier` by at least `line`, in the unit system of `later`. */
export function roseBy(
  later: { readonly amount: Decimal; readonly unit: CalciumUnit },
  earlier: HistoryValue,
  line: Decimal,
  lines: JudgeLines,
): boolean {
  return isAtLeast(subtract(later.amount, amountIn(earlier, later.unit, lines)), line);
}

function ranks(values: readonly GradingValue[], lines: JudgeLines): ReadonlyMap<GradingValue, number> {
  const units = new Set(values.map(({ calcium }) => calcium.unit));
  const keyed = values.map((value) => ({
    value,
    key: units.size > 1 ? inMgPerDl(value.amount, value.calcium.unit, lines) : value.amount,
  }));
  keyed.sort((a, b) => compare(a.key, b.key));
  const rankOf = new Map<GradingValue, number>();
  let rank = 0;
  let previous: Decimal | undefined;
  for (const [index, { value, key }] of keyed.entries()) {
    if (previous !== undefined && compare(previous, key) !== 0) rank = index;
    previous = key;
    rankOf.set(value, rank);
  }
  return rankOf;
}

/** The history of one kind, earliest first; `graded` has at most one final value a draw, in the same order. */
export function historyOf(graded: readonly GradingValue[], lines: JudgeLines): readonly HistoryValue[] {
  const kept = graded.filter(isHistory);
  const rankOf = ranks(kept, lines);
  let previousRank = Number.POSITIVE_INFINITY;
  let risingFrom = 0;
  return kept.map((value, index) => {
    const rank = Number(rankOf.get(value));
    if (rank <= previousRank) risingFrom = index;
    previousRank = rank;
    const { amount, calcium } = value;
    return { at: calcium.at, amount, unit: calcium.unit, graded: value, rank, risingFrom };
  });
}
