import { DAY_MS, type EpochMs, HOUR_MS } from '../../shared/clinical/instant.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import { compared, type Fraction, fraction, minus, times } from './fraction.ts';
import { type Graded, isHigh } from './graded-draw.ts';
import { inMmol, isAbove, type Kind, type Value, ZERO } from './graded-value.ts';

/** A grading value that later ones are compared with. */
export type Past = {
  readonly kind: Kind;
  readonly value: Value;
  readonly at: number;
  readonly key: string;
  readonly receivedAt: EpochMs;
};

/** ALBUMIN_MISSING, UNCERTAIN, preliminary values and bounds are no history. */
export function isHistory({ value, flags, from }: Graded): boolean {
  if (value.isBound || from.stands !== 'final') return false;
  return !flags.includes('ALBUMIN_MISSING') && !flags.includes('UNCERTAIN');
}

type Thresholds = { readonly mgPerDl: string; readonly mmolPerL: string; readonly ionizedMmolPerL: string };

/** At least so much above: in the unit system of the value that is judged, ionized always in mmol/L. */
function risesBy(
  from: Value,
  to: Value,
  kind: Kind,
  unit: string,
  thresholds: Thresholds,
  policy: Policy,
): boolean {
  const rise = minus(inMmol(to, policy), inMmol(from, policy));
  if (kind === 'ionized') return compared(rise, fraction(thresholds.ionizedMmolPerL)) >= 0;
  if (unit !== 'mg/dL') return compared(rise, fraction(thresholds.mmolPerL)) >= 0;
  const riseInMg = times(rise, fraction(policy.history.mgPerDlPerMmolPerL));
  return compared(riseInMg, fraction(thresholds.mgPerDl)) >= 0;
}

export function historyOf(graded: Graded, past: readonly Past[], policy: Policy) {
  const { value, kind, limit } = graded;
  const at = graded.from.result.collectedAt;
  const own = past.filter((before) => before.kind === kind && before.at < at);
  const within = (days: number) => own.filter((before) => before.at >= at - days * DAY_MS);
  const isNear = (other: Past) => Math.abs(other.at - at) <= jumpHours * HOUR_MS;
  const ascending = (values: readonly Past[]) =>
    [...values].sort((a, b) => compared(inMmol(a.value, policy), inMmol(b.value, policy)));
  const { recentDays, referenceDays, trendDays, trendValues, jumpHours } = policy.history;

  const recent = ascending(within(recentDays));
  const older = ascending(within(referenceDays).filter((before) => before.at < at - recentDays * DAY_MS));
  const lowestRecent = recent[0];
  const median = older[Math.floor((older.length - 1) / 2)];
  const reference = ascending([lowestRecent, median].filter((one) => one !== undefined))[0];

  const rise: Thresholds = {
    mgPerDl: policy.history.riseTotalMgPerDl,
    mmolPerL: policy.history.riseTotalMmolPerL,
    ionizedMmolPerL: policy.history.riseIonizedMmolPerL,
  };
  const rose = (from: Past | undefined) =>
    from !== undefined && !value.isBound && risesBy(from.value, value, kind, value.unit, rise, policy);

  return {
    isRapidRise: isHigh(graded) && rose(lowestRecent),
    /** R5 from what had been received at an instant. */
    isRapidRiseKnownAt: (instant: number) =>
      isHigh(graded) && rose(recent.filter(({ receivedAt }) => receivedAt <= instant)[0]),
    isRiseBelowLimit: !isHigh(graded) && rose(reference),
    isTrend: isTrend(graded, within(trendDays), trendValues, limit, policy),
    isJump: [
      ...past.filter((other) => other.kind === kind && other.key !== graded.from.key).filter(isNear),
      ...graded.others.filter((other) => !other.value.isBound),
    ].some((other) => isJump(other.value, value, kind, policy)),
    isFirst: within(referenceDays).length === 0,
  };
}

function isJump(other: Value, value: Value, kind: Kind, policy: Policy): boolean {
  const jump: Thresholds = {
    mgPerDl: policy.history.jumpTotalMgPerDl,
    mmolPerL: policy.history.jumpTotalMmolPerL,
    ionizedMmolPerL: policy.history.jumpIonizedMmolPerL,
  };
  if (value.isBound) return false;
  return (
    risesBy(other, value, kind, value.unit, jump, policy) ||
    risesBy(value, other, kind, value.unit, jump, policy)
  );
}

/** R9 over the longest strictly rising run that ends with this value. */
function isTrend(
  { value, kind }: Graded,
  before: readonly Past[],
  atLeast: number,
  limit: Fraction,
  policy: Policy,
): boolean {
  if (kind !== 'total' || value.isBound || isAbove(value, limit)) return false;
  const run: Value[] = [value];
  for (const one of [...before].sort((a, b) => b.at - a.at)) {
    const next = run.at(-1) ?? value;
    if (compared(inMmol(one.value, policy), inMmol(next, policy)) >= 0) break;
    run.push(one.value);
  }
  const first = run.at(-1) ?? value;
  const margin = fraction(
    value.unit === 'mg/dL' ? policy.history.trendMarginMgPerDl : policy.history.trendMarginMmolPerL,
  );
  const trendRise: Thresholds = {
    mgPerDl: policy.history.trendRiseMgPerDl,
    mmolPerL: policy.history.trendRiseMmolPerL,
    ionizedMmolPerL: '0',
  };
  const isNear = compared(minus(value.amount, minus(limit, margin)), ZERO) >= 0;
  return run.length >= atLeast && isNear && risesBy(first, value, kind, value.unit, trendRise, policy);
}
