import type { Alerted } from './alerted.ts';
import type { EpochMs } from './instant.ts';
import type { JudgedDraw } from './judge-course.ts';
import type { Together } from './judge-together.ts';
import type { Fall } from './notice.ts';
import type { Offer } from './rule-alert.ts';
import type { ChartedAlert, ContextResult, DrawJudgement, RaisedAlert, Reason } from './verdict.ts';
import { valueCollectedAt } from './version.ts';

/** What every alert of one judgement carries. */
export type RaiseContext = {
  readonly team: string | undefined;
  readonly policyVersion: string;
  readonly context: readonly ContextResult[];
  /** All that is known of the patient's cancer now. */
  readonly cancer: RaisedAlert['cancer'];
};

const shared = ({ team, policyVersion, context }: RaiseContext) => ({ team, policyVersion, context });

function cancerOf(draw: JudgedDraw | undefined, known: RaisedAlert['cancer']): RaisedAlert['cancer'] {
  const finding = draw?.judged.finding;
  return finding === undefined ? known : { ...known, class: finding.class };
}

/** An alert about a draw, and the draws that count as alerted with it. */
export function alertOf(
  { draw, level, rule, also }: Together,
  judgement: DrawJudgement,
  alerted: ReadonlyMap<string, Alerted>,
  context: RaiseContext,
): RaisedAlert {
  const n = (resultKey: string) => alerted.get(resultKey)?.notices ?? 0;
  const counted = ({ draw: other, level: at }: Offer): ChartedAlert['also'][number] => {
    const resultKey = other.draw.value.calcium.current.result.key;
    return {
      resultKey,
      level: at,
      grade: other.draw.value.grade,
      collectedAt: other.at,
      n: n(resultKey),
    };
  };
  const reasons: readonly Reason[] = [
    ...judgement.reasons,
    { code: 'ALERT', values: { rule, level } },
    ...(also.length > 0 ? [{ code: 'TOGETHER', values: { others: String(also.length) } }] : []),
  ];
  return {
    ...judgement,
    ...shared(context),
    reasons,
    kind: 'alert',
    alertLevel: level,
    rule,
    n: n(judgement.resultKey),
    also: also.map(counted),
    patient: draw.draw.value.calcium.current.fact.patient,
    cancer: cancerOf(draw, context.cancer),
  };
}

/** What is shown of a draw whose every calcium is withdrawn: the value that it had. */
function withdrawnJudgement({ current }: Fall): Omit<DrawJudgement, 'grade' | 'level' | 'outcome'> {
  const { result, fact } = current.lastValued ?? current;
  return {
    resultKey: current.result.key,
    where: current.fact.where,
    restsOn: [...new Set([current.fact.factKey, fact.factKey])],
    collectedAt: valueCollectedAt(current),
    analyte: result.analyte,
    value: result.value?.amount ?? '',
    unit: result.value?.unit ?? '',
    comparator: result.value?.comparator ?? '',
    upperLimit: result.upperLimit ?? '',
    flags: result.flags,
    reasons: [],
  };
}

/** A notice carries the level and grade of the alert that it withdraws or lowers. */
export function noticeOf(
  fall: Fall,
  judgement: DrawJudgement | undefined,
  context: RaiseContext,
): RaisedAlert {
  const { kind, about, current, n, draw, standing, also } = fall;
  const judged = judgement ?? withdrawnJudgement(fall);
  const lowered: Reason = {
    code: 'NOTICE',
    values: { kind, from: about.level, to: standing?.level ?? 'none' },
  };
  return {
    ...judged,
    ...shared(context),
    reasons: [...judged.reasons, lowered],
    resultKey: current.result.key,
    where: current.fact.where,
    collectedAt: valueCollectedAt(current),
    outcome: 'alerted',
    kind,
    level: about.level,
    alertLevel: about.level,
    grade: about.grade,
    rule: about.rule,
    n,
    about: about.id,
    ...(standing && { standingLevel: standing.level, standingGrade: standing.grade }),
    also,
    patient: current.fact.patient,
    cancer: cancerOf(draw, context.cancer),
  };
}

/** A notice as the rest of the judgement counts with it, before the chart has given it an id. */
export function chartedNotice(fall: Fall, now: EpochMs): ChartedAlert {
  const { kind, about, current, n, standing, also } = fall;
  return {
    id: '',
    kind,
    level: about.level,
    grade: about.grade,
    rule: about.rule,
    resultKey: current.result.key,
    n,
    about: about.id,
    ...(standing && { standingLevel: standing.level, standingGrade: standing.grade }),
    collectedAt: valueCollectedAt(current),
    raisedAt: now,
    also,
  };
}
