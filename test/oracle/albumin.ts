import { DAY_MS, HOUR_MS } from '../../shared/clinical/instant.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import type { CurrentResult } from './current-result.ts';
import { compared, type Fraction, fraction, minus, plus, times } from './fraction.ts';
import { sentValue, type Value } from './graded-value.ts';

/** `isUnreliable`: below 20 g/L, as a number or as a bound. */
export type Albumin = {
  readonly gPerL: Fraction;
  readonly isUnreliable: boolean;
  readonly isBound: boolean;
  readonly at: number;
  readonly from: CurrentResult;
};

/** An albumin that may correct: final, and a number or `<x` with x of at most 20 g/L. */
function usable(result: CurrentResult, policy: Policy): readonly Albumin[] {
  if (result.result.analyte !== 'albumin' || result.stands !== 'final') return [];
  const line = fraction(policy.albumin.unreliableBelowGPerL);
  const { comparator = '=' } = result.result.value ?? {};
  const gPerL = sentValue(result).amount;
  const at = result.result.collectedAt;
  if (comparator === '=')
    return [{ gPerL, isUnreliable: compared(gPerL, line) < 0, isBound: false, at, from: result }];
  const isLowBound = comparator.startsWith('<') && compared(gPerL, line) <= 0;
  return isLowBound ? [{ gPerL, isUnreliable: true, isBound: true, at, from: result }] : [];
}

/** `<x` is lower than x; of equally low ones the earliest, then the one whose key sorts first. */
function lowest(albumins: readonly Albumin[]): Albumin | undefined {
  return [...albumins].sort(
    (a, b) =>
      compared(a.gPerL, b.gPerL) ||
      Number(b.isBound) - Number(a.isBound) ||
      a.at - b.at ||
      (a.from.key < b.from.key ? -1 : 1),
  )[0];
}

/** Same specimen, else same order, else nearest in time and earlier on a tie; always within ± 24 h. */
export function albuminFor(
  calcium: CurrentResult,
  results: readonly CurrentResult[],
  policy: Policy,
): Albumin | undefined {
  const { specimen, order, collectedAt } = calcium.result;
  const distance = (at: number) => Math.abs(at - collectedAt);
  const near = results
    .flatMap((result) => usable(result, policy))
    .filter(({ at }) => distance(at) <= policy.albumin.windowHours * HOUR_MS);
  const ofSpecimen = near.filter(
    ({ from }) => specimen !== undefined && specimen !== '' && from.result.specimen === specimen,
  );
  if (ofSpecimen.length > 0) return lowest(ofSpecimen);
  const ofOrder = near.filter(({ from }) => order !== '' && from.result.order === order);
  if (ofOrder.length > 0) return lowest(ofOrder);
  const [nearest] = [...near].sort((a, b) => distance(a.at) - distance(b.at) || a.at - b.at);
  return lowest(near.filter(({ at }) => at === nearest?.at));
}

/** The last albumin of at most 30 d before, of at least 20 g/L. */
export function lastAlbuminBefore(
  calcium: CurrentResult,
  results: readonly CurrentResult[],
  policy: Policy,
): Albumin | undefined {
  const { collectedAt } = calcium.result;
  const earlier = results
    .flatMap((result) => usable(result, policy))
    .filter(({ isUnreliable, at }) => !isUnreliable && at <= collectedAt)
    .filter(({ at }) => collectedAt - at <= policy.albumin.provisionalDays * DAY_MS);
  const lastAt = Math.max(...earlier.map(({ at }) => at));
  return lowest(earlier.filter(({ at }) => at === lastAt));
}

export function payne(calcium: Value, albumin: Albumin, policy: Policy): Value {
  const { paynePivotGPerL, payneMgPerDlPerGPerL, payneMmolPerLPerGPerL } = policy.albumin;
  const factor = fraction(calcium.unit === 'mg/dL' ? payneMgPerDlPerGPerL : payneMmolPerLPerGPerL);
  const missing = minus(fraction(paynePivotGPerL), albumin.gPerL);
  return { ...calcium, amount: plus(calcium.amount, times(factor, missing)) };
}
