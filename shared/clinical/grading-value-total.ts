import { isAbove } from './decimal.ts';
import type { Calcium } from './draw-calcium.ts';
import type { Flag } from './flag.ts';
import { type Amount, gradeOf, isBound, reaches } from './grade.ts';
import { type Basis, type Cause, type GradingValue, highest } from './grading-value.ts';
import type { JudgeLines, TotalLines } from './judge-lines.ts';
import type { Grade, Level } from './level.ts';
import { type Corrected, payne } from './payne.ts';
import { type Albumin, albuminFor, lastAlbumin } from './payne-albumin.ts';
import type { Policy } from './policy.ts';

/** All that grading a draw needs beside its calcium. */
export type GradingContext = {
  readonly albumins: readonly Albumin[];
  readonly policy: Policy;
  readonly lines: JudgeLines;
};

/** How a total kind value ranks among those of its draw; `aside` counts only where nothing else does. */
const PRECEDENCE = { labCorrected: 1, computed: 2, uncorrected: 3, aside: 4 } as const;
type Candidate = { readonly value: GradingValue; readonly precedence: number };

function baseLevel(grade: Grade, amount: Amount, lines: TotalLines): Level | 'none' {
  if (grade === 0) return 'none';
  if (grade === 4) return 'critical';
  return grade === 3 || reaches(amount, lines.urgentFrom) ? 'urgent' : 'routine';
}

type Particulars = {
  readonly basis: Basis;
  /** What is graded instead of the total itself. */
  readonly instead?: Corrected;
  readonly albumin?: Albumin | undefined;
  readonly corrected?: Corrected | undefined;
  readonly flags?: readonly Flag[];
  readonly causes?: readonly Cause[];
};

function graded(calcium: Calcium, lines: JudgeLines, particulars: Particulars): GradingValue {
  const { basis, instead, albumin, corrected = instead, flags = [], causes = [] } = particulars;
  const amount: Amount = {
    comparator: calcium.comparator,
    amount: instead?.amount ?? calcium.amount,
  };
  const totalLines = lines.total[calcium.unit];
  const grade = gradeOf(amount, calcium.limit, totalLines);
  return {
    ...amount,
    calcium,
    basis,
    grade,
    base: baseLevel(grade, amount, totalLines),
    high: grade > 0,
    flags: albumin?.checkIonized ? [...flags, 'CHECK_IONIZED'] : flags,
    causes,
    albumin,
    corrected,
    setAside: undefined,
    others: [],
  };
}

/** Albumin too low for the formula: the total is graded; Payne's value may make it urgent, never critical. */
function uncertain(calcium: Calcium, albumin: Albumin, lines: JudgeLines): GradingValue {
  const corrected = isBound(calcium) ? undefined : payne(calcium, albumin.gPerL, lines);
  const value = graded(calcium, lines, { basis: 'uncorrected', albumin, corrected, flags: ['UNCERTAIN'] });
  const wouldBeSevere =
    corrected !== undefined &&
    gradeOf({ ...calcium, amount: corrected.amount }, calcium.limit, lines.total[calcium.unit]) >= 3;
  return wouldBeSevere && value.base !== 'critical' ? { ...value, base: 'urgent', high: true } : value;
}

/** No albumin near: the total is a floor; an older albumin can only make a worklist entry of it. */
function floor(calcium: Calcium, { albumins, policy, lines }: GradingContext): GradingValue {
  const value = graded(calcium, lines, { basis: 'uncorrected', flags: ['ALBUMIN_MISSING'] });
  const older = value.high || isBound(calcium) ? undefined : lastAlbumin(calcium, albumins, policy);
  if (older === undefined) return value;
  const corrected = payne(calcium, older.gPerL, lines);
  if (!isAbove(corrected.amount, calcium.limit)) return value;
  return {
    ...value,
    albumin: older,
    corrected,
    flags: [...value.flags, 'PROVISIONAL'],
    causes: [{ rule: 'PROVISIONAL', level: 'worklist' }],
  };
}

/** Payne's value; where only the total is above the limit, the high albumin explains it: worklist. */
function computed(calcium: Calcium, albumin: Albumin, lines: JudgeLines): GradingValue {
  if (isBound(calcium)) return graded(calcium, lines, { basis: 'uncorrected', albumin });
  const corrected = payne(calcium, albumin.gPerL, lines);
  const value = graded(calcium, lines, { basis: 'computed', instead: corrected, albumin });
  const explained = !value.high && isAbove(calcium.amount, calcium.limit);
  return explained ? { ...value, causes: [{ rule: 'ALBUMIN_HIGH', level: 'worklist' }] } : value;
}

function uncorrectedCandidate(calcium: Calcium, context: GradingContext): Candidate {
  const albumin = albuminFor(calcium, context.albumins, context.policy);
  if (albumin === undefined) return { value: floor(calcium, context), precedence: PRECEDENCE.uncorrected };
  const value = albumin.unreliable
    ? uncertain(calcium, albumin, context.lines)
    : computed(calcium, albumin, context.lines);
  return { value, precedence: PRECEDENCE.computed };
}

function labCorrectedCandidate(calcium: Calcium, { albumins, policy, lines }: GradingContext): Candidate {
  const albumin = albuminFor(calcium, albumins, policy);
  if (!albumin?.unreliable) {
    return {
      value: graded(calcium, lines, { basis: 'lab-corrected', albumin }),
      precedence: PRECEDENCE.labCorrected,
    };
  }
  const value = graded(calcium, lines, { basis: 'lab-corrected', albumin, flags: ['UNCERTAIN'] });
  return {
    value: value.base === 'critical' ? { ...value, base: 'urgent' } : value,
    precedence: PRECEDENCE.aside,
  };
}

/** The value of the total kind: lab-corrected before computed before uncorrected, the highest of its rank. */
export function totalGradingValue(
  calcium: readonly Calcium[],
  context: GradingContext,
): GradingValue | undefined {
  const candidates = calcium
    .filter(({ kind }) => kind === 'total')
    .map((value) =>
      value.current.result.analyte === 'calcium-corrected'
        ? labCorrectedCandidate(value, context)
        : uncorrectedCandidate(value, context),
    );
  if (candidates.length < 2) return candidates[0]?.value;
  const isAlone = candidates.every(({ value }) => value.basis === 'lab-corrected');
  const winning = Math.min(...candidates.map(({ precedence }) => precedence));
  const ranked = isAlone ? candidates : candidates.filter(({ precedence }) => precedence === winning);
  return highest(
    ranked.map(({ value }) => value),
    context.lines,
  );
}
