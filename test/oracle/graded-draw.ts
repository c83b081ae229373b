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
  /** What Payne makes of the total with the albumin near it, or with an older one (PROVISIONAL), graded or not. */
  readonly payne?: Value | undefined;
  /** The facts that it rests on: of the calcium, of the albumin, and of a total that it contradicts. */
  readonly restsOn: readonly string[];
  /** The other values of the kind and precedence that won. */
  readonly others: readonly Graded[];
};

export const isHigh = (graded: Graded) => isAbove(graded.value, graded.limit);

function baseLevel(kind: Kind, value: Value, grade: Grade, policy: Policy): Level | 'none' {
  const { urgentFromTotalMgPerDl, urgentFromTotalMmolPerL } = policy.level;
  const line = value.unit === 'mg/dL' ? urgentFromTotalMgPerDl : urgentFromTotalMmolPerL;
  if (grade === 4) return 'critical';
  if (grade === 0) return 'none';
  return grade === 3 || (kind === 'total' && isAtLeast(value, fraction(line))) ? 'urgent' : 'routine';
}

function graded(from: CurrentResult, kind: Kind, how: Graded['how'], value: Value, policy: Policy): Graded {
  const limit = limitOf(from);
  const grade = gradeOf(kind, value, limit, policy);
  const base = baseLevel(kind, value, grade, policy);
  const { flags } = from.result;
  return {
    from,
    kind,
    how,
    value,
    limit,
    grade,
    base,
    flags,
    isUncertainUrgent: false,
    restsOn: [from.fact.factKey],
    others: [],
  };
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

const factKeyOf = ({ fact }: CurrentResult) => fact.factKey;

/** With what the albumin says, shown or graded. */
function withAlbumin(of: Graded, albumin: Albumin | undefined, policy: Policy, corrected?: Value): Graded {
  if (albumin === undefined) return of;
  const restsOn = [...of.restsOn, factKeyOf(albumin.from)];
  return { ...flagged(of, albuminFlags(albumin, policy)), restsOn, payne: corrected };
}

function withoutAlbumin(total: Graded, results: readonly CurrentResult[], policy: Policy): Graded {
  const missing = flagged(total, ['ALBUMIN_MISSING']);
  const last = lastAlbuminBefore(total.from, results, policy);
  if (last === undefined || total.value.isBound || isHigh(total)) return missing;
  const corrected = payne(total.value, last, policy);
  if (!isAbove(corrected, total.limit)) return missing;
  const restsOn = [...missing.restsOn, factKeyOf(last.from)];
  return { ...flagged(missing, ['PROVISIONAL']), worklist: 'PROVISIONAL', payne: corrected, restsOn };
}

function gradedTotal(from: CurrentResult, results: readonly CurrentResult[], policy: Policy): Graded {
  const value = sentValue(from);
  const albumin = albuminFor(from, results, policy);
  const uncorrected = graded(from, 'total', 'uncorrected', value, policy);
  if (albumin === undefined) return withoutAlbumin(uncorrected, results, policy);
  if (value.isBound) return withAlbumin(uncorrected, albumin, policy);
  const paynes = payne(value, albumin, policy);
  const corrected = graded(from, 'total', 'computed', paynes, policy);
  if (albumin.isUnreliable) {
    const isUncertainUrgent = corrected.grade >= 3 && uncorrected.grade < 3;
    return {
      ...withAlbumin(uncorrected, albumin, policy, paynes),
      isUncertainUrgent,
      ...(isUncertainUrgent && { base: 'urgent' }),
    };
  }
  const isAlbuminHigh = compared(albumin.gPerL, fraction(policy.albumin.paynePivotGPerL)) > 0;
  const isHidden = isHigh(uncorrected) && !isHigh(corrected) && isAlbuminHigh;
  return {
    ...withAlbumin(corrected, albumin, policy, paynes),
    ...(isHidden && { worklist: 'ALBUMIN_HIGH' as const }),
  };
}

function gradedLabCorrected(from: CurrentResult, results: readonly CurrentResult[], policy: Policy): Graded {
  const albumin = albuminFor(from, results, policy);
  const value = graded(from, 'total', 'lab-corrected', sentValue(from), policy);
  const isAtMostUrgent = albumin?.isUnreliable && value.base === 'critical';
  return withAlbumin({ ...value, ...(isAtMostUrgent && { base: 'urgent' }) }, albumin, policy);
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
  const [ofTotal = '', ...ofAlbumin] = total.restsOn;
  const restsOn = [...ionized.restsOn, ...ofAlbumin];
  const beside = { ...ionized, payne: total.payne, restsOn };
  if (total.grade < 3 || isHigh(ionized)) return { total, ionized, decides: beside };
  const discordant = isSameBlood(total.from, ionized.from) ? 'same blood' : 'other blood';
  const contradicting = { ...flagged(beside, ['DISCORDANT']), restsOn: [...restsOn, ofTotal] };
  return { total, ionized, decides: { ...contradicting, discordant } };
}
