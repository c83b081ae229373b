import { compare, type Decimal, isAtLeast, readDecimal } from './decimal.ts';
import type { Comparator } from './fact.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from './instant.ts';
import { firstFrom } from './instant-search.ts';
import type { JudgeLines } from './judge-lines.ts';
import type { Policy } from './policy.ts';
import { byText } from './text-order.ts';
import type { CurrentResult } from './version.ts';

/** A final albumin in g/L. */
export type Albumin = {
  readonly current: CurrentResult;
  readonly at: EpochMs;
  readonly gPerL: Decimal;
  readonly comparator: Comparator;
  readonly text: string;
  /** Too low for the Payne formula, or only known to be below such a line. */
  readonly unreliable: boolean;
  readonly checkIonized: boolean;
  /** `<x`: known only to be below. */
  readonly bound: boolean;
};

/** What of an albumin's surroundings decides whether it belongs to a calcium. */
type Drawn = { readonly at: EpochMs; readonly current: CurrentResult };

/** The lowest first; `<x` is lower than x. */
const byAmount = (a: Albumin, b: Albumin) => compare(a.gPerL, b.gPerL) || Number(b.bound) - Number(a.bound);
const byTimeThenAmount = (a: Albumin, b: Albumin) =>
  a.at - b.at || byAmount(a, b) || byText(a.current.result.key, b.current.result.key);

/** A bound counts only where it says that the albumin is too low for the formula. */
function albuminOf(current: CurrentResult, lines: JudgeLines): Albumin | undefined {
  const { value, collectedAt: at } = current.result;
  if (value === undefined || value.unit !== 'g/L' || current.standing !== 'final') return undefined;
  const gPerL = readDecimal(value.amount);
  if (gPerL === undefined) return undefined;
  const { comparator } = value;
  const bound = comparator !== '=';
  const below = comparator === '<' || comparator === '<=';
  if (bound && !(below && isAtLeast(lines.unreliableBelowGPerL, gPerL))) return undefined;
  const unreliable = bound || !isAtLeast(gPerL, lines.unreliableBelowGPerL);
  const checkIonized = unreliable || !isAtLeast(gPerL, lines.checkIonizedBelowGPerL);
  return { current, at, gPerL, comparator, text: value.amount, unreliable, checkIonized, bound };
}

/** The albumins that may correct a calcium, earliest first, the lower one first at the same time. */
export function albumins(results: readonly CurrentResult[], lines: JudgeLines): readonly Albumin[] {
  return results
    .filter(({ result }) => result.analyte === 'albumin')
    .flatMap((current) => albuminOf(current, lines) ?? [])
    .sort(byTimeThenAmount);
}

/** Of equally low ones the first. */
const lowest = (candidates: readonly Albumin[]) => candidates.toSorted(byAmount)[0];

const isSame = (a: string | undefined, b: string | undefined) => a !== undefined && a !== '' && a === b;

export const isSameSpecimen = (a: CurrentResult, b: CurrentResult) =>
  isSame(a.result.specimen, b.result.specimen);
export const isSameOrder = (a: CurrentResult, b: CurrentResult) => isSame(a.result.order, b.result.order);

/**
 * The albumin that corrects a calcium: of the same specimen, else of the same order, else the nearest in time (the
 * earlier on a tie), always within the window; of repeated ones the lowest.
 */
export function albuminFor(
  calcium: Drawn,
  sorted: readonly Albumin[],
  { albumin: { windowHours } }: Policy,
): Albumin | undefined {
  const windowMs = windowHours * HOUR_MS;
  const near = sorted.slice(
    firstFrom(sorted, calcium.at - windowMs),
    firstFrom(sorted, calcium.at + windowMs + 1),
  );
  if (near.length < 2) return near[0];
  const distance = ({ at }: Albumin) => Math.abs(at - calcium.at);
  return (
    lowest(near.filter(({ current }) => isSameSpecimen(current, calcium.current))) ??
    lowest(near.filter(({ current }) => isSameOrder(current, calcium.current))) ??
    near.toSorted((a, b) => distance(a) - distance(b))[0]
  );
}

/** The last exact and reliable albumin before a calcium that has none of its own. */
export function lastAlbumin(
  calcium: Drawn,
  sorted: readonly Albumin[],
  { albumin: { provisionalDays } }: Policy,
): Albumin | undefined {
  const before = sorted.slice(
    firstFrom(sorted, calcium.at - provisionalDays * DAY_MS),
    firstFrom(sorted, calcium.at),
  );
  const last = before.findLast(({ unreliable }) => !unreliable);
  return last === undefined ? undefined : before.find(({ at, unreliable }) => at === last.at && !unreliable);
}
