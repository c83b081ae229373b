import { type Decimal, decimal, multiply } from './decimal.ts';
import type { Policy } from './policy.ts';

/** Total holds for lab-corrected, computed and uncorrected calcium alike. */
export type CalciumKind = 'total' | 'ionized';
export type CalciumUnit = 'mg/dL' | 'mmol/L';

/** The policy's numbers for one kind of calcium in one unit, as exact decimals. */
export type Lines = {
  readonly defaultLimit: Decimal;
  readonly grade2Above: Decimal;
  readonly grade3Above: Decimal;
  readonly grade4Above: Decimal;
  /** R5 and R8. */
  readonly rise: Decimal;
  /** R12. */
  readonly jump: Decimal;
};

export type TotalLines = Lines & {
  readonly urgentFrom: Decimal;
  readonly paynePerGPerL: Decimal;
  /** R9. */
  readonly trendRise: Decimal;
  readonly trendMargin: Decimal;
};

export type JudgeLines = {
  readonly total: Readonly<Record<CalciumUnit, TotalLines>>;
  readonly ionized: Readonly<Record<CalciumUnit, Lines>>;
  readonly mgPerDlPerMmolPerL: Decimal;
  readonly paynePivotGPerL: Decimal;
  readonly unreliableBelowGPerL: Decimal;
  readonly checkIonizedBelowGPerL: Decimal;
};

type GradeText = Policy['grade']['totalMgPerDl'];

const gradeLines = (text: GradeText) => ({
  grade2Above: decimal(text.grade2Above),
  grade3Above: decimal(text.grade3Above),
  grade4Above: decimal(text.grade4Above),
});

function totalLines({ grade, level, albumin, history, reading }: Policy): JudgeLines['total'] {
  return {
    'mg/dL': {
      ...gradeLines(grade.totalMgPerDl),
      defaultLimit: decimal(reading.defaultUpperLimit.totalMgPerDl),
      rise: decimal(history.riseTotalMgPerDl),
      jump: decimal(history.jumpTotalMgPerDl),
      urgentFrom: decimal(level.urgentFromTotalMgPerDl),
      paynePerGPerL: decimal(albumin.payneMgPerDlPerGPerL),
      trendRise: decimal(history.trendRiseMgPerDl),
      trendMargin: decimal(history.trendMarginMgPerDl),
    },
    'mmol/L': {
      ...gradeLines(grade.totalMmolPerL),
      defaultLimit: decimal(reading.defaultUpperLimit.totalMmolPerL),
      rise: decimal(history.riseTotalMmolPerL),
      jump: decimal(history.jumpTotalMmolPerL),
      urgentFrom: decimal(level.urgentFromTotalMmolPerL),
      paynePerGPerL: decimal(albumin.payneMmolPerLPerGPerL),
      trendRise: decimal(history.trendRiseMmolPerL),
      trendMargin: decimal(history.trendMarginMmolPerL),
    },
  };
}

/** Rises of ionized calcium are published in mmol/L alone: in mg/dL the same line, converted exactly. */
function ionizedLines({ grade, history, reading }: Policy): JudgeLines['ionized'] {
  const perMmol = decimal(history.mgPerDlPerMmolPerL);
  const rise = decimal(history.riseIonizedMmolPerL);
  const jump = decimal(history.jumpIonizedMmolPerL);
  return {
    'mg/dL': {
      ...gradeLines(grade.ionizedMgPerDl),
      defaultLimit: decimal(reading.defaultUpperLimit.ionizedMgPerDl),
      rise: multiply(rise, perMmol),
      jump: multiply(jump, perMmol),
    },
    'mmol/L': {
      ...gradeLines(grade.ionizedMmolPerL),
      defaultLimit: decimal(reading.defaultUpperLimit.ionizedMmolPerL),
      rise,
      jump,
    },
  };
}

const linesOfPolicy = new WeakMap<Policy, JudgeLines>();

/** The policy's decimals, parsed once a policy. */
export function judgeLines(policy: Policy): JudgeLines {
  const known = linesOfPolicy.get(policy);
  if (known !== undefined) return known;
  const lines: JudgeLines = {
    total: totalLines(policy),
    ionized: ionizedLines(policy),
    mgPerDlPerMmolPerL: decimal(policy.history.mgPerDlPerMmolPerL),
    paynePivotGPerL: decimal(policy.albumin.paynePivotGPerL),
    unreliableBelowGPerL: decimal(policy.albumin.unreliableBelowGPerL),
    checkIonizedBelowGPerL: decimal(policy.albumin.checkIonizedBelowGPerL),
  };
  linesOfPolicy.set(policy, lines);
  return lines;
}
