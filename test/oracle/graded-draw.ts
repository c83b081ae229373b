import type { Flag } from '../../shared/clinical/flag.ts';
import { type Grade, type Level, levelRank } from '../../shared/clinical/level.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import { type Albumin, albuminFor, lastAlbuminBefore, payne } from './albumin.ts';
import type { CurrentResult } from './current-result.ts';
import { compared, type Fraction, fraction } from './fraction.ts';
import {
  gradeOf,
  inMmol,
  isAbove,
  isAtLeast,
  type Kind,
  limitOf,
  sentValue,
  type Value,
} from './graded-value.ts';

/** One calcium result with the value that is graded of it. */
export type Graded = {
  readonly from: CurrentResult;
  readonly kind: Kind;
  readonly how: 'ionized' | 'lab-corrected' | 'computed' | 'uncorrected';
  readonly value: Value;
  readonly limit: Fraction;
  readonly grade: Grade;
  /** Section 5, step 1. */
  readonly base: Level | 'none';
  readonly flags: readonly Flag[];
  /** Albumin under 20 g/L, Payne would be grade 3 or more and the total is less. */
  readonly isUncertainUrgent: boolean;
  readonly worklist?: 'ALBUMIN_HIGH' | 'PROVISIONAL';
  /** The total says grade 3 or more and this ionized value is not above its limit. */
  readonly discordant?: 'same blood' | 'other blood';
  /** The other values of the kind and precedence that won. */
  readonly others: readonly Graded[];
};

export const isHigh = (graded: Graded) => isAbove(graded.value, graded.limit);

function baseLevel(kind: Kind, value: Value, grade: Grade, policy: Policy): Level | 'none' {
  const { urgentFromTotalMgPerDl, urgentFromTotalMmolPerL } = policy.level;
  const line = value.unit === 'mg/dL' ? urgentFromTotalMgPerDl : urgentFromTotalMmolPerL;
  if (grade === 4) return 'critical';
  if (grade === 3 || (kind === 'total' && isAtLeast(value, fraction(line)))) return 'urgent';
  return grade > 0 ? 'routine' : 'none';
}

function graded(from: CurrentResult, kind: Kind, how: Graded['how'], value: Value, policy: Policy): Graded {
  const limit = limitOf(from);
  const grade = gradeOf(kind, value, limit, policy);
  const base = baseLevel(kind, value, grade, policy);
  const { flags } = from.result;
  return { from, kind, how, value, limit, grade, base, flags, isUncertainUrgent: false, others: [] };
}

function albuminFlags(albumin: Albumin | undefined, policy: Policy): readonly Flag[] {
  if (albumin === undefined) return [];
  const line = fraction(policy.albumin.checkIonizedBelowGPerL);
  const isLow = albumin.isUnreliable || compared(albumin.gPerL, line) < 0;
  return [
    ...(isLow ? (['CHECK_IONIZED'] as const) : []),
    ...(albumin.isUnreliable ? (['UNCERTAIN'] as const) : []),
  ];
}

function flagged(of: Graded, flags: readonly Flag[]): Graded {
  return { ...of, flags: [...of.flags, ...flags] };
}

function withoutAlbumin(total: Graded, results: readonly CurrentResult[], policy: Policy): Graded {
  const missing = flagged(total, ['ALBUMIN_MISSING']);
  const last = lastAlbuminBefore(total.from, results, policy);
  if (last === undefined || total.value.isBound || isHigh(total)) return missing;
  if (!isAbove(payne(total.value, last, policy), total.limit)) return missing;
  return { ...flagged(missing, ['PROVISIONAL']), worklist: 'PROVISIONAL' };
}

function gradedTotal(from: CurrentResult, results: readonly CurrentResult[], policy: Policy): Graded {
  const value = sentValue(from);
  const albumin = albuminFor(from, results, policy);
  const uncorrected = graded(from, 'total', 'uncorrected', value, policy);
  if (albumin === undefined) return withoutAlbumin(uncorrected, results, policy);
  const flags = albuminFlags(albumin, policy);
  if (value.isBound) return flagged(uncorrected, flags);
  const corrected = graded(from, 'total', 'computed', payne(value, albumin, policy), policy);
  if (albumin.isUnreliable) {
    const isUncertainUrgent = corrected.grade >= 3 && uncorrected.grade < 3;
    return {
      ...flagged(uncorrected, flags),
      isUncertainUrgent,
      ...(isUncertainUrgent && { base: 'urgent' }),
    };
  }
  const isAlbuminHigh = compared(albumin.gPerL, fraction(policy.albumin.paynePivotGPerL)) > 0;
  const isHidden = isHigh(uncorrected) && !isHigh(corrected) && isAlbuminHigh;
  return { ...flagged(corrected, flags), ...(isHidden ? { worklist: 'ALBUMIN_HIGH' as const } : {}) };
}

function gradedLabCorrected(from: CurrentResult, results: readonly CurrentResult[], policy: Policy): Graded {
  const albumin = albuminFor(from, results, policy);
  const value = graded(from, 'total', 'lab-corrected', sentValue(from), policy);
  const isAtMostUrgent = albumin?.isUnreliable && value.base === 'critical';
  return flagged({ ...value, ...(isAtMostUrgent && { base: 'urgent' }) }, albuminFlags(albumin, policy));
}

/** The more urgent, the higher grade, rather no `<x`, then the higher value, then the newer. */
function highest(values: readonly Graded[], policy: Policy): Graded | undefined {
  const [first, ...others] = [...values].sort(
    (a, b) =>
      levelRank(b.base) - levelRank(a.base) ||
      b.grade - a.grade ||
      Number(a.value.isUpperBound) - Number(b.value.isUpperBound) ||
      compared(inMmol(b.value, policy), inMmol(a.value, policy)) ||
      b.from.result.collectedAt - a.from.result.collectedAt ||
      (a.from.key < b.from.key ? -1 : 1),
  );
  return first === undefined ? undefined : { ...first, others };
}

function gradedOfTotals(
  calcium: readonly CurrentResult[],
  results: readonly CurrentResult[],
  policy: Policy,
): Graded | undefined {
  const totals = calcium
    .filter(({ result }) => result.analyte === 'calcium-total')
    .map((from) => gradedTotal(from, results, policy));
  const labCorrected = calcium
    .filter(({ result }) => result.analyte === 'calcium-corrected')
    .map((from) => gradedLabCorrected(from, results, policy))
    .filter(({ flags }) => totals.length === 0 || !flags.includes('UNCERTAIN'));
  if (labCorrected.length > 0) return highest(labCorrected, policy);
  const withAlbumin = totals.filter(({ flags }) => !flags.includes('ALBUMIN_MISSING'));
  return highest(withAlbumin.length > 0 ? withAlbumin : totals, policy);
}

function gradedOfIonized(calcium: readonly CurrentResult[], policy: Policy): Graded | undefined {
  const ionized = calcium.filter(({ result }) => result.analyte === 'calcium-ionized');
  const adjusted = calcium.filter(({ result }) => result.analyte === 'calcium-ionized-ph-adjusted');
  if (ionized.length > 0) {
    return highest(
      ionized.map((from) => graded(from, 'ionized', 'ionized', sentValue(from), policy)),
      policy,
    );
  }
  return highest(
    adjusted.map((from) =>
      flagged(graded(from, 'ionized', 'ionized', sentValue(from), policy), ['PH_ADJUSTED']),
    ),
    policy,
  );
}

function isSameBlood(a: CurrentResult, b: CurrentResult): boolean {
  const { specimen, order } = a.result;
  if (specimen !== undefined && specimen !== '' && b.result.specimen === specimen) return true;
  return order !== '' && b.result.order === order;
}

/** Each kind's own value, and the one that decides (section 3); nothing where there is none. */
export type GradedDraw = {
  readonly total: Graded | undefined;
  readonly ionized: Graded | undefined;
  readonly decides: Graded | undefined;
};

export function gradedDraw(
  calcium: readonly CurrentResult[],
  results: readonly CurrentResult[],
  policy: Policy,
): GradedDraw {
  const total = gradedOfTotals(calcium, results, policy);
  const ionized = gradedOfIonized(calcium, policy);
  if (ionized === undefined || total === undefined) return { total, ionized, decides: ionized ?? total };
  if (total.grade < 3 || isHigh(ionized)) return { total, ionized, decides: ionized };
  const discordant = isSameBlood(total.from, ionized.from) ? 'same blood' : 'other blood';
  return { total, ionized, decides: { ...flagged(ionized, ['DISCORDANT']), discordant } };
}
