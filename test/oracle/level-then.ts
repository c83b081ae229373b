import type { Flag } from '../../shared/clinical/flag.ts';
import { type Level, levelRank } from '../../shared/clinical/level.ts';
import type { RuleId } from '../../shared/clinical/verdict.ts';
import { fraction } from './fraction.ts';
import { type Graded, isHigh } from './graded-draw.ts';
import { isAbove } from './graded-value.ts';
import type { Finding } from './known-cancer.ts';
import type { historyOf } from './known-history.ts';

export type LevelOrNone = Level | 'none';

export const higherOf = (a: LevelOrNone, b: LevelOrNone) => (levelRank(a) >= levelRank(b) ? a : b);
export const isHigher = (a: LevelOrNone, b: LevelOrNone) => levelRank(a) > levelRank(b);

const raisedByOne = (level: LevelOrNone): LevelOrNone =>
  level === 'routine' ? 'urgent' : level === 'urgent' ? 'critical' : level;

/** OBX-8 HH; AA too, but not where it may stand for a low value. */
function isLabCritical(graded: Graded): boolean {
  const { labFlags, lowerLimit } = graded.from.result;
  if (labFlags.includes('HH')) return true;
  if (!labFlags.includes('AA')) return false;
  if (isHigh(graded) || graded.isUncertainUrgent) return true;
  if (lowerLimit === undefined || graded.value.isUpperBound) return false;
  return isAbove(graded.value, fraction(lowerLimit));
}

/** Decided case 6, whether Payne's value or the line of urgent makes it so. */
const isUncertainAndUrgent = ({ flags, base }: Graded) => flags.includes('UNCERTAIN') && base === 'urgent';

/** Section 5's caps. */
function capped(level: LevelOrNone, graded: Graded, finding: Finding, child: boolean): LevelOrNone {
  if (level === 'none') return level;
  if (child || finding.unconfirmed) return 'worklist';
  if (finding.class === 'history' && graded.grade <= 1 && !isUncertainAndUrgent(graded)) return 'worklist';
  return finding.class === 'uncertain' && graded.grade < 3 ? 'worklist' : level;
}

export type Circumstances = {
  readonly history: ReturnType<typeof historyOf>;
  readonly isRecurrence: boolean;
  readonly findings: readonly Finding[];
  readonly isChild: boolean;
};

export type Levelled = {
  readonly level: LevelOrNone;
  /** Of a value that is not above its limit: all that makes it an alert, the weightiest first. */
  readonly rules: readonly RuleId[];
  readonly flags: readonly Flag[];
  /** What it would be without the caps. */
  readonly uncapped: LevelOrNone;
  readonly isLabCritical: boolean;
  /** The cancer that gives this level. */
  readonly finding: Finding | undefined;
};

function rulesBelowLimit(graded: Graded, { history }: Circumstances): readonly (readonly [RuleId, Level])[] {
  const rules: (readonly [RuleId, Level])[] = [];
  if (isHigh(graded) || graded.isUncertainUrgent) return rules;
  if (isLabCritical(graded)) rules.push(['LAB_CRITICAL', 'routine']);
  if (graded.discordant === 'other blood') rules.push(['DISCORDANT', 'routine']);
  if (graded.discordant === 'same blood') rules.push(['DISCORDANT', 'worklist']);
  if (graded.worklist !== undefined) rules.push([graded.worklist, 'worklist']);
  if (graded.from.stands === 'preliminary') return rules;
  if (history.isRiseBelowLimit) rules.push(['R8', 'worklist']);
  if (history.isTrend) rules.push(['R9', 'worklist']);
  return rules;
}

/** Of several classes of cancer the one that gives the higher level, then the weightier class. */
function byCancer(
  level: LevelOrNone,
  graded: Graded,
  { findings, isChild }: Circumstances,
): Pick<Levelled, 'level' | 'finding'> {
  const [best] = findings
    .map((finding) => ({ level: capped(level, graded, finding, isChild), finding }))
    .sort((a, b) => levelRank(b.level) - levelRank(a.level));
  return best ?? { level: 'none', finding: undefined };
}

/** Section 5. */
export function levelled(graded: Graded, circumstances: Circumstances): Levelled {
  const { history, isRecurrence, findings } = circumstances;
  const below = rulesBelowLimit(graded, circumstances);
  let level: LevelOrNone = graded.base;
  if (level === 'routine' && history.isRapidRise) level = 'urgent';
  if (isRecurrence) level = raisedByOne(level);
  const disagrees = isLabCritical(graded) && graded.grade < 3;
  if (isLabCritical(graded)) level = higherOf(level, disagrees ? 'routine' : 'critical');
  for (const [, atLeast] of below) level = higherOf(level, atLeast);

  const best = byCancer(level, graded, circumstances);
  const flags: Flag[] = [...graded.flags];
  if (disagrees) flags.push('LAB_CRITICAL_DISAGREES');
  if (history.isJump) flags.push('CHECK_SPECIMEN');
  if (history.isFirst) flags.push('NO_PREVIOUS_RESULT');
  if (findings.some(({ bone }) => bone)) flags.push('BONE');
  const rules = below.toSorted(([, a], [, b]) => levelRank(b) - levelRank(a)).map(([rule]) => rule);
  return { ...best, uncapped: level, isLabCritical: isLabCritical(graded), rules, flags };
}
