import { add, isAbove, isAtLeast, subtract } from './decimal.ts';
import { isBound } from './grade.ts';
import type { GradingValue } from './grading-value.ts';
import { amountIn, type HistoryValue, roseBy } from './history.ts';
import type { LookBack } from './history-window.ts';
import { DAY_MS, HOUR_MS } from './instant.ts';
import { firstFrom } from './instant-search.ts';
import type { JudgeLines } from './judge-lines.ts';
import type { Policy } from './policy.ts';

/** A value with the history that it is compared with. */
export type Comparison = {
  readonly value: GradingValue;
  /** The values of its kind, earliest first. */
  readonly history: readonly HistoryValue[];
  readonly look: LookBack;
  readonly policy: Policy;
  readonly lines: JudgeLines;
};

const linesFor = ({ value: { calcium }, lines }: Comparison) => lines[calcium.kind][calcium.unit];
const measured = ({ amount, calcium }: GradingValue) => ({ amount, unit: calcium.unit });

/** R5: the values of the recent days that a value above the limit has risen from; empty = no rapid rise. */
export function rapidRiseFrom(comparison: Comparison): readonly HistoryValue[] {
  const { value, look, lines } = comparison;
  if (value.grade === 0 || isBound(value)) return [];
  const { unit } = value.calcium;
  const highest = subtract(value.amount, linesFor(comparison).rise);
  return look.recent.filter((earlier) => isAtLeast(highest, amountIn(earlier, unit, lines)));
}

/** R8: a value not above the limit that has risen as much from its reference. */
export function risesBelowLimit(comparison: Comparison): boolean {
  const { value, look, lines } = comparison;
  if (value.high || isBound(value) || look.reference === undefined) return false;
  return roseBy(measured(value), look.reference, linesFor(comparison).rise, lines);
}

function isNearLimit({ value, lines }: Comparison): boolean {
  if (value.high || isBound(value) || value.calcium.kind !== 'total') return false;
  const { trendMargin } = lines.total[value.calcium.unit];
  return isAtLeast(value.amount, subtract(value.calcium.limit, trendMargin));
}

/** R9: where the strictly rising values begin that end near the limit with this one. */
export function trendFrom(comparison: Comparison): HistoryValue | undefined {
  if (!isNearLimit(comparison)) return undefined;
  const { value, history, policy, lines } = comparison;
  const unit = value.calcium.unit;
  const end = firstFrom(history, value.calcium.at);
  const start = firstFrom(history, value.calcium.at - policy.history.trendDays * DAY_MS);
  const last = history.slice(start, end).at(-1);
  if (last === undefined || !isAbove(value.amount, amountIn(last, unit, lines))) return undefined;
  const rising = history.slice(Math.max(start, last.risingFrom), end);
  const [first] = rising;
  const isTrend =
    first !== undefined &&
    rising.length + 1 >= policy.history.trendValues &&
    roseBy(measured(value), first, lines.total[unit].trendRise, lines);
  return isTrend ? first : undefined;
}

/** R12: a value of the same kind, in the same draw or within a day of it, that no patient's blood jumps to. */
export function jumpsFrom(comparison: Comparison): GradingValue | undefined {
  const { value, history, policy, lines } = comparison;
  if (isBound(value)) return undefined;
  const { at, unit, current } = value.calcium;
  const { jump } = linesFor(comparison);
  const span = policy.history.jumpHours * HOUR_MS;
  const isJump = (other: GradingValue): boolean => {
    const amount = amountIn(measured(other), unit, lines);
    return isAtLeast(subtract(value.amount, jump), amount) || isAtLeast(amount, add(value.amount, jump));
  };
  const near = history
    .slice(firstFrom(history, at - span), firstFrom(history, at + span + 1))
    .find(({ graded }) => graded.calcium.current !== current && isJump(graded));
  return near?.graded ?? value.others.find((other) => !isBound(other) && isJump(other));
}
