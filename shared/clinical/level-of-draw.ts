import type { CancerFinding } from './cancer.ts';
import type { Cause, GradingValue } from './grading-value.ts';
import { type Level, levelRank } from './level.ts';

/** All that decides how urgent one draw is (docs/clinical.md, "Level"). */
export type LevelQuestion = {
  readonly value: GradingValue;
  /** R5. */
  readonly rose: boolean;
  /** R7. */
  readonly recurs: boolean;
  readonly labCritical: boolean;
  readonly causes: readonly Cause[];
  readonly cancer: readonly CancerFinding[];
  readonly child: boolean;
};

export type LevelOfDraw = {
  readonly level: Level | 'none';
  /** The same before the caps. */
  readonly uncapped: Level | 'none';
  /** The class of cancer by which it was judged; undefined = none known. */
  readonly finding: CancerFinding | undefined;
};

type LevelOrNone = Level | 'none';

const ROUTINE_RANK = levelRank('routine');
const higher = (a: LevelOrNone, b: LevelOrNone) => (levelRank(b) > levelRank(a) ? b : a);

const ONE_UP: Readonly<Record<LevelOrNone, LevelOrNone>> = {
  none: 'none',
  worklist: 'routine',
  routine: 'urgent',
  urgent: 'critical',
  critical: 'critical',
};

function uncappedLevel({ value, rose, recurs, labCritical, causes }: LevelQuestion): LevelOrNone {
  const risen: LevelOrNone = rose && value.base === 'routine' ? 'urgent' : value.base;
  const recurred = recurs ? ONE_UP[risen] : risen;
  const byLaboratory: LevelOrNone = value.grade >= 3 ? 'critical' : 'routine';
  const flagged = labCritical ? higher(recurred, byLaboratory) : recurred;
  return causes.reduce((level, cause) => higher(level, cause.level), flagged);
}

/** Whether this class of cancer allows no more than the worklist for such a value. */
function isCapped(value: GradingValue, finding: CancerFinding): boolean {
  if (finding.unconfirmed) return true;
  if (finding.class === 'uncertain') return value.grade < 3;
  const uncertainUrgent = value.high && value.flags.includes('UNCERTAIN') && value.base === 'urgent';
  return finding.class === 'history' && value.grade < 2 && !uncertainUrgent;
}

/** Of several classes of cancer the one that gives this draw the higher level. */
export function levelOf(question: LevelQuestion): LevelOfDraw {
  const uncapped = uncappedLevel(question);
  let best: LevelOfDraw = { level: 'none', uncapped, finding: undefined };
  for (const finding of question.cancer) {
    const capped = question.child || isCapped(question.value, finding);
    const level = capped && levelRank(uncapped) >= ROUTINE_RANK ? 'worklist' : uncapped;
    if (best.finding === undefined || levelRank(level) > levelRank(best.level)) {
      best = { level, uncapped, finding };
    }
  }
  return best;
}

/** Every level that pages somebody; a worklist entry does not. */
export const isPaging = (level: LevelOrNone): level is Exclude<Level, 'worklist'> =>
  levelRank(level) >= ROUTINE_RANK;
