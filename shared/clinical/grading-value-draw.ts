import type { Calcium } from './draw-calcium.ts';
import { gradeOf } from './grade.ts';
import { type GradingValue, highest } from './grading-value.ts';
import { type GradingContext, totalGradingValue } from './grading-value-total.ts';
import type { JudgeLines } from './judge-lines.ts';
import type { Grade, Level } from './level.ts';
import { isSameOrder, isSameSpecimen } from './payne-albumin.ts';

const BASE_LEVEL: Readonly<Record<Grade, Level | 'none'>> = {
  0: 'none',
  1: 'routine',
  2: 'routine',
  3: 'urgent',
  4: 'critical',
};

function ionizedValue(calcium: Calcium, lines: JudgeLines): GradingValue {
  const grade = gradeOf(calcium, calcium.limit, lines.ionized[calcium.unit]);
  return {
    comparator: calcium.comparator,
    amount: calcium.amount,
    calcium,
    basis: 'ionized',
    grade,
    base: BASE_LEVEL[grade],
    high: grade > 0,
    flags: calcium.current.result.analyte === 'calcium-ionized-ph-adjusted' ? ['PH_ADJUSTED'] : [],
    causes: [],
    albumin: undefined,
    corrected: undefined,
    setAside: undefined,
    others: [],
  };
}

/** An ionized value adjusted to pH 7.4 counts only where the draw has no other. */
function ionizedGradingValue(calcium: readonly Calcium[], lines: JudgeLines): GradingValue | undefined {
  const ionized = calcium.filter(({ kind }) => kind === 'ionized').map((value) => ionizedValue(value, lines));
  const measured = ionized.filter(({ flags }) => flags.length === 0);
  return highest(measured.length > 0 ? measured : ionized, lines);
}

/** The corrected total is shown beside the ionized calcium that is graded. */
const withCorrected = (ionized: GradingValue, { albumin, corrected }: GradingValue): GradingValue => ({
  ...ionized,
  albumin,
  corrected,
});

/** A severe total beside a normal ionized calcium: sure to be spurious only where both are of one specimen or order. */
function discordant(ionized: GradingValue, total: GradingValue): GradingValue {
  const [a, b] = [ionized.calcium.current, total.calcium.current];
  const level = isSameSpecimen(a, b) || isSameOrder(a, b) ? 'worklist' : 'routine';
  return {
    ...withCorrected(ionized, total),
    flags: [...ionized.flags, 'DISCORDANT'],
    causes: [{ rule: 'DISCORDANT', level }],
    setAside: total,
  };
}

/** The graded values of some calcium of one draw: each kind's own, and the one that decides. */
export type GradedDraw = {
  readonly decides: GradingValue | undefined;
  readonly total: GradingValue | undefined;
  readonly ionized: GradingValue | undefined;
};

/** Ionized before total; a severe total that a normal ionized calcium contradicts is shown, never paged as severe. */
export function gradeDraw(calcium: readonly Calcium[], context: GradingContext): GradedDraw {
  const total = totalGradingValue(calcium, context);
  const ionized = ionizedGradingValue(calcium, context.lines);
  if (total === undefined || ionized === undefined) return { decides: ionized ?? total, total, ionized };
  const contradicts = total.grade >= 3 && ionized.grade === 0;
  const decides = contradicts ? discordant(ionized, total) : withCorrected(ionized, total);
  return { decides, total, ionized };
}
