import { decimalText } from './decimal.ts';
import type { Flag } from './flag.ts';
import type { GradingValue } from './grading-value.ts';
import { reasonsOf } from './judge-reasons.ts';
import type { BirthDates } from './patient-age.ts';
import type { Policy } from './policy.ts';
import type { Candidate } from './rule-alert.ts';
import type { DrawJudgement } from './verdict.ts';

function flagsOf(
  { draw: { value }, question, look, jump, lateness }: Candidate,
  birth: BirthDates,
): readonly Flag[] {
  const when = (flag: Flag, holds: boolean): readonly Flag[] => (holds ? [flag] : []);
  const flags = new Set<Flag>([
    ...value.flags,
    ...value.calcium.current.result.flags,
    ...when('NO_PREVIOUS_RESULT', look.reference === undefined),
    ...when('CHECK_SPECIMEN', jump !== undefined),
    ...when('LAB_CRITICAL_DISAGREES', question.labCritical && value.grade < 3),
    ...when(
      'BONE',
      question.cancer.some(({ bone }) => bone),
    ),
    ...when('BIRTH_DATE_DIFFERS', birth.differ),
    ...when('LATE', lateness.late),
  ]);
  return [...flags].sort();
}

/** The facts without which the judgement would be another. */
function restsOn({ calcium, albumin, setAside }: GradingValue): readonly string[] {
  const facts = [calcium.current.fact, albumin?.current.fact, setAside?.calcium.current.fact];
  return [...new Set(facts.flatMap((fact) => fact?.factKey ?? []))];
}

export type JudgementContext = {
  readonly birth: BirthDates;
  readonly policy: Policy;
  /** Draws that this judgement raises an alert about. */
  readonly raising: ReadonlySet<Candidate>;
};

function outcomeOf(draw: Candidate, alerted: boolean): DrawJudgement['outcome'] {
  if (draw.level === 'none') return 'none';
  return alerted ? 'alerted' : 'suppressed';
}

/** What is said of one draw, alerted or not. */
export function judgementOf(draw: Candidate, { birth, policy, raising }: JudgementContext): DrawJudgement {
  const { value } = draw.draw;
  const { current, unit, amountText, comparator, limitText, at } = value.calcium;
  const alerted = raising.has(draw) || draw.told !== 'none';
  return {
    resultKey: current.result.key,
    where: current.fact.where,
    restsOn: restsOn(value),
    collectedAt: at,
    analyte: current.result.analyte,
    value: amountText,
    unit,
    comparator,
    ...(value.corrected && {
      correctedValue: decimalText(value.corrected.amount),
      correctedUnit: value.corrected.unit,
    }),
    upperLimit: limitText,
    grade: value.grade,
    level: draw.level,
    flags: flagsOf(draw, birth),
    outcome: outcomeOf(draw, alerted),
    reasons: reasonsOf(draw, alerted, policy),
  };
}
