import { compare, type Decimal, decimalText, multiply } from './decimal.ts';
import type { Calcium } from './draw-calcium.ts';
import type { Flag } from './flag.ts';
import { type Amount, isUpperBound } from './grade.ts';
import type { CalciumUnit, JudgeLines } from './judge-lines.ts';
import { type Grade, type Level, levelRank } from './level.ts';
import type { Corrected } from './payne.ts';
import type { Albumin } from './payne-albumin.ts';
import { byText } from './text-order.ts';
import type { RuleId } from './verdict.ts';

/** What of a draw, its value not above the limit, still makes an entry or an alert. */
export type Cause = { readonly rule: RuleId; readonly level: Level };

/** How the graded number came about; earlier ones have precedence. */
export type Basis = 'ionized' | 'lab-corrected' | 'computed' | 'uncorrected';

/** The one value of a draw that is graded, before the patient's history is looked at. */
export type GradingValue = Amount & {
  readonly calcium: Calcium;
  readonly basis: Basis;
  readonly grade: Grade;
  readonly base: Level | 'none';
  /** Opens or keeps open an episode: above the limit, or UNCERTAIN and urgent. */
  readonly high: boolean;
  readonly flags: readonly Flag[];
  readonly causes: readonly Cause[];
  readonly albumin: Albumin | undefined;
  /** Payne's value where it could be computed, graded or not. */
  readonly corrected: Corrected | undefined;
  /** DISCORDANT: the total that was set aside. */
  readonly setAside: GradingValue | undefined;
  /** Further values of the winning kind in the same draw. */
  readonly others: readonly GradingValue[];
};

/** The graded amount: as sent, or as Payne's formula gives it. */
export const gradedText = ({ basis, amount, calcium }: GradingValue): string =>
  basis === 'computed' ? decimalText(amount) : calcium.amountText;

/** Only to compare: the amount in mg/dL, exact. */
export function inMgPerDl(amount: Decimal, unit: CalciumUnit, lines: JudgeLines): Decimal {
  return unit === 'mg/dL' ? amount : multiply(amount, lines.mgPerDlPerMmolPerL);
}

/** The highest first: by level and grade, so that two unit systems compare as they are judged, then by amount. */
function byHeight(lines: JudgeLines) {
  return (a: GradingValue, b: GradingValue): number =>
    levelRank(b.base) - levelRank(a.base) ||
    b.grade - a.grade ||
    Number(isUpperBound(a)) - Number(isUpperBound(b)) ||
    compare(inMgPerDl(b.amount, b.calcium.unit, lines), inMgPerDl(a.amount, a.calcium.unit, lines)) ||
    b.calcium.at - a.calcium.at ||
    byText(a.calcium.current.result.key, b.calcium.current.result.key);
}

/** Of several values of the winning kind the highest decides, at its own time. */
export function highest(values: readonly GradingValue[], lines: JudgeLines): GradingValue | undefined {
  if (values.length < 2) return values[0];
  const [first, ...others] = values.toSorted(byHeight(lines));
  return first && { ...first, others };
}
