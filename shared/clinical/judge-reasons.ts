import { decimalText } from './decimal.ts';
import type { Flag } from './flag.ts';
import { type GradingValue, gradedText } from './grading-value.ts';
import { levelRank } from './level.ts';
import type { Policy } from './policy.ts';
import type { Candidate } from './rule-alert.ts';
import { isOfEpisode } from './rule-worklist.ts';
import type { Reason, RuleId } from './verdict.ts';

type Values = Reason['values'];
const reason = (code: string, values: Values = {}): Reason => ({ code, values });

const known = (value: GradingValue): Values => ({
  value: gradedText(value),
  unit: value.calcium.unit,
  at: String(value.calcium.at),
});

function valueReason({ calcium: { current, amountText, unit, comparator, at } }: GradingValue): Reason {
  return reason('VALUE', {
    analyte: current.result.analyte,
    comparator,
    value: amountText,
    unit,
    at: String(at),
  });
}

/** Payne's formula with its numbers, whether its value was graded or only shown. */
function payneReason(
  { basis, flags, corrected, albumin }: GradingValue,
  { albumin: { paynePivotGPerL, payneMgPerDlPerGPerL, payneMmolPerLPerGPerL } }: Policy,
): readonly Reason[] {
  if (corrected === undefined || albumin === undefined) return [];
  const use = flags.includes('PROVISIONAL') ? 'provisional' : basis;
  return [
    reason('PAYNE', {
      use,
      unit: corrected.unit,
      total: corrected.totalText,
      factor: corrected.unit === 'mg/dL' ? payneMgPerDlPerGPerL : payneMmolPerLPerGPerL,
      pivot: paynePivotGPerL,
      albuminComparator: albumin.comparator,
      albumin: albumin.text,
      albuminAt: String(albumin.at),
      corrected: decimalText(corrected.amount),
    }),
  ];
}

function gradeReason(value: GradingValue): Reason {
  const { grade, basis, comparator, calcium } = value;
  return reason('GRADE', {
    grade: String(grade),
    basis,
    comparator,
    value: gradedText(value),
    unit: calcium.unit,
    limit: calcium.limitText,
  });
}

/** Each flag with what of the policy it speaks of; what is a cause too is said there, with the value it is about. */
function flagReasons({ flags, causes }: GradingValue, { albumin }: Policy): readonly Reason[] {
  const values: ReadonlyMap<Flag, Values> = new Map<Flag, Values>([
    ['ALBUMIN_MISSING', { hours: String(albumin.windowHours) }],
    ['UNCERTAIN', { below: albumin.unreliableBelowGPerL }],
    ['CHECK_IONIZED', { below: albumin.checkIonizedBelowGPerL }],
  ]);
  return flags
    .filter((flag) => !causes.some(({ rule }) => rule === flag))
    .map((flag) => reason(flag, values.get(flag)));
}

function causeReasons({ question, draw: { value }, trend, look }: Candidate): readonly Reason[] {
  const from: ReadonlyMap<RuleId, GradingValue | undefined> = new Map<RuleId, GradingValue | undefined>([
    ['R8', look.reference?.graded],
    ['R9', trend?.graded],
    ['DISCORDANT', value.setAside],
  ]);
  return question.causes.map(({ rule, level }) => {
    const compared = from.get(rule);
    return reason(rule, { level, ...(compared && known(compared)) });
  });
}

function historyReasons(
  { question, look, risenFrom: [risenFrom], jump }: Candidate,
  { history, episode }: Policy,
): readonly Reason[] {
  const [recent, reference] = [String(history.recentDays), String(history.referenceDays)];
  return [
    ...(look.reference === undefined ? [reason('R11', { days: reference })] : []),
    ...(look.recentLowest === undefined
      ? []
      : [reason('RECENT_LOWEST', { ...known(look.recentLowest.graded), days: recent })]),
    ...(look.median === undefined
      ? []
      : [reason('MEDIAN', { ...known(look.median.graded), from: recent, to: reference })]),
    ...(risenFrom === undefined ? [] : [reason('R5', known(risenFrom.graded))]),
    ...(question.recurs ? [reason('R7', { days: String(episode.recurrenceDays) })] : []),
    ...(jump === undefined ? [] : [reason('R12', known(jump))]),
  ];
}

function capReason({ question, judged: { level, uncapped, finding } }: Candidate): readonly Reason[] {
  if (finding === undefined) return [reason('NO_CANCER_KNOWN')];
  if (levelRank(level) >= levelRank(uncapped)) return [];
  const byCancer = finding.unconfirmed ? 'unconfirmed' : finding.class;
  return [reason('CAPPED', { from: uncapped, why: question.child ? 'child' : byCancer })];
}

const lateHours = ({ lateness }: Policy): Values => ({ hours: String(lateness.lateHours) });

function levelReasons(draw: Candidate, policy: Policy): readonly Reason[] {
  const { question, judged, level, lateness } = draw;
  return [
    ...(question.labCritical ? [reason('LAB_CRITICAL_FLAG')] : []),
    ...capReason(draw),
    reason('LEVEL', { level: judged.level }),
    ...(level === judged.level ? [] : [reason('PRELIMINARY_ONLY')]),
    ...(lateness.late ? [reason('LATE', lateHours(policy))] : []),
  ];
}

/** R13: an import, not the newest, or the newest whose level only a value received after it has raised. */
function whyTooLate({ lateness, draw: { value } }: Candidate): string {
  if (lateness.pages) return 'raised-later';
  return value.calcium.current.imported ? 'imported' : 'older';
}

/** Why an alert or an entry that the draw would deserve was not raised. */
function suppressionReason(draw: Candidate, alerted: boolean, policy: Policy): readonly Reason[] {
  const { level, pageLevel } = draw;
  if (level === 'none' || alerted) return [];
  if (levelRank(pageLevel) < levelRank(level) && level !== 'worklist')
    return [reason('R13', { ...lateHours(policy), why: whyTooLate(draw) })];
  return [reason(isOfEpisode(draw) ? 'R4' : 'LISTED_ALREADY')];
}

/** Everything that led to a judgement, in the order in which it was decided. */
export function reasonsOf(draw: Candidate, alerted: boolean, policy: Policy): readonly Reason[] {
  const { value } = draw.draw;
  const seen = [valueReason(value), ...payneReason(value, policy), gradeReason(value)];
  if (draw.judged.uncapped === 'none') return seen;
  return [
    ...seen,
    ...flagReasons(value, policy),
    ...historyReasons(draw, policy),
    ...causeReasons(draw),
    ...levelReasons(draw, policy),
    ...suppressionReason(draw, alerted, policy),
  ];
}
