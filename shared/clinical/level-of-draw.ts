import type { CancerFinding } from './cancer.ts';
import type { Cause, GradingValue } from './grading-value.ts';
import { higherLevel, LEVELS, type Level, type LevelOrNone, levelRank } from './level.ts';

/** All that decides how urgent one draw is (docs/clinical.md, "Level"). */
export type LevelQuestion = {
  readonly value: GradingValue;
  /** R5. */
  readonly rose: boolean;
  /** R7. */
  readonly recurs: boolean;
  readonly labCritical: boolean;
  /** The weightiest first. */
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

const ROUTINE_RANK = levelRank('routine');

const MOST_URGENT_FIRST: readonly LevelOrNone[] = LEVELS;

/** One level up (R7): nothing lies above critical, and nothing comes of none. */
const oneUp = (level: LevelOrNone): LevelOrNone =>
  MOST_URGENT_FIRST[MOST_URGENT_FIRST.indexOf(level) - 1] ?? level;

function uncappedLevel({ value, rose, recurs, labCritical, causes }: LevelQuestion): LevelOrNone {
  const risen: LevelOrNone = rose && value.base === 'routine' ? 'urgent' : value.base;
  const recurred = recurs ? oneUp(risen) : risen;
  const byLaboratory: LevelOrNone = value.grade >= 3 ? 'critical' : 'routine';
  const flagged = labCritical ? higherLevel(recurred, byLaboratory) : recurred;
  return causes.reduce((level, cause) => higherLevel(level, cause.level), flagged);
}

/** Whether this class of cancer allows no more than the worklist for such a value. */
function isCapped(value: GradingValue, finding: CancerFinding): boolean {
  if (finding.unconfirmed) return true;
  if (finding.class === 'uncertain') return value.grade < 3;
  const uncertainUrgent = value.high && value.flags.includes('UNCERTAIN') && value.base === 'urgent';
  return finding.class === 'history' && value.grade < 2 && !uncertainUrgent;
}

/** Of several classes of cancer the one that gives this draw the higher level, the surest of equals. */
export function levelOf(question: LevelQuestion): LevelOfDraw {
  const uncapped = uncappedLevel(question);
  const [first, ...others] = question.cancer.map((finding): LevelOfDraw => {
    const capped = question.child || isCapped(question.value, finding);
    return {
      level: capped && levelRank(uncapped) >= ROUTINE_RANK ? 'worklist' : uncapped,
      uncapped,
      finding,
    };
  });
  if (first === undefined) return { level: 'none', uncapped, finding: undefined };
  return others.reduce((a, b) => (levelRank(b.level) > levelRank(a.level) ? b : a), first);
}

/** Every level that pages somebody; a worklist entry does not. */
export const isPaging = (level: LevelOrNone): level is Exclude<Level, 'worklist'> =>
  levelRank(level) >= ROUTINE_RANK;
