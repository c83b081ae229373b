import type { Flag } from '../../shared/clinical/flag.ts';
import type { Grade } from '../../shared/clinical/level.ts';
import type { DrawJudgement } from '../../shared/clinical/verdict.ts';
import { isPaging, type Told } from './chart-then.ts';
import type { CurrentResult } from './current-result.ts';
import { decimalOf } from './fraction.ts';
import { isHigher, type LevelOrNone } from './level-then.ts';

/** What is said of a draw, alerted or not, as far as the rules decide it. */
export type OracleJudgement = {
  readonly resultKey: string;
  readonly grade: Grade;
  readonly level: LevelOrNone;
  readonly outcome: DrawJudgement['outcome'];
  readonly flags: readonly Flag[];
  readonly value: string;
  /** Payne's value, graded or shown. */
  readonly corrected: string;
  readonly restsOn: readonly string[];
  /** Every rule that spoke, and why what the draw deserves was not raised. */
  readonly reasons: readonly string[];
};

function flagsOf(draw: Told, differ: boolean): readonly Flag[] {
  const flags = new Set<Flag>(draw.flags);
  if (draw.graded.from.stands === 'preliminary') flags.add('PRELIMINARY');
  if (draw.isLate) flags.add('LATE');
  if (differ) flags.add('BIRTH_DATE_DIFFERS');
  return [...flags].sort();
}

/** The cap that keeps it to the worklist, or that no cancer was known. */
function capOf({ deserved, circumstances }: Told): readonly string[] {
  const { finding, level, uncapped } = deserved;
  if (finding === undefined) return ['NO_CANCER_KNOWN'];
  if (!isHigher(uncapped, level)) return [];
  const byCancer = finding.unconfirmed ? 'unconfirmed' : finding.class;
  return [`CAPPED ${circumstances.isChild ? 'child' : byCancer}`];
}

/** R13, R4 of what the episode holds back, or an entry that stands already. */
function whyNotRaised(draw: Told, isRaised: boolean): readonly string[] {
  const { level, told, pageLevel, isHigh, episode } = draw;
  if (level === 'none' || isRaised || told !== 'none') return [];
  if (level !== 'worklist' && isHigher(level, pageLevel)) return ['R13'];
  const isOfEpisode = episode !== undefined && (isHigh || isPaging(level));
  return [isOfEpisode ? 'R4' : 'LISTED_ALREADY'];
}

function reasonsOf(draw: Told, isRaised: boolean): readonly string[] {
  const { deserved, level, circumstances } = draw;
  const { history, isRecurrence } = circumstances;
  if (deserved.uncapped === 'none') return [];
  const spoken: readonly (readonly [string, boolean])[] = [
    ['R5', history.isRapidRise],
    ['R7', isRecurrence],
    ['R11', history.isFirst],
    ['R12', history.isJump],
    ['LAB_CRITICAL_FLAG', deserved.isLabCritical],
    ['PRELIMINARY_ONLY', level !== deserved.level],
  ];
  return [
    ...spoken.flatMap(([code, holds]) => (holds ? [code] : [])),
    ...deserved.rules,
    ...capOf(draw),
    ...whyNotRaised(draw, isRaised),
  ].sort();
}

function outcomeOf({ level, told }: Told, isRaised: boolean): OracleJudgement['outcome'] {
  if (level === 'none') return 'none';
  return isRaised || told !== 'none' ? 'alerted' : 'suppressed';
}

export const amountOf = ({ result }: Pick<CurrentResult, 'result'>) => result.value?.amount ?? '';

/** What is said of a draw, whose birth dates may differ and of which an alert may be raised now. */
export function toldOfDraw(draw: Told, differ: boolean, isRaised: boolean): OracleJudgement {
  const { graded, level } = draw;
  return {
    resultKey: graded.from.key,
    grade: graded.grade,
    level,
    outcome: outcomeOf(draw, isRaised),
    flags: flagsOf(draw, differ),
    value: amountOf(graded.from),
    corrected: graded.payne === undefined ? '' : decimalOf(graded.payne.amount),
    restsOn: [...new Set(graded.restsOn)].sort(),
    reasons: reasonsOf(draw, isRaised),
  };
}
