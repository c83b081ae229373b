import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Grade, Level } from '../../shared/clinical/level.ts';
import type { AlertKind, ChartedAlert, JudgeInput, RuleId } from '../../shared/clinical/verdict.ts';
import { resultsAndCourse, resultsOfDraws, toldDraws } from './chart-then.ts';
import type { Judged } from './course.ts';
import { type CurrentResult, collectedAtOf } from './current-result.ts';
import { amountOf, type OracleJudgement, toldOfDraw } from './draw-told.ts';
import type { Finding } from './known-cancer.ts';
import { birthDatesDiffer, cancerNow } from './known-cancer-then.ts';
import { isHigher } from './level-then.ts';
import { offersOf, type Together, together } from './offers.ts';
import { byLevel, noticesOf, ownAlerts } from './standing-alert.ts';

/** What the reader of an alert is told beside it. */
type Shown = Pick<OracleJudgement, 'flags' | 'value' | 'restsOn'>;

export type OracleRaised = Shown & {
  readonly kind: AlertKind;
  readonly level: Level;
  readonly grade: Grade;
  readonly rule: RuleId;
  readonly resultKey: string;
  readonly n: number;
  /** A notice: the alert that it withdraws or lowers, and the level and grade that still stand. */
  readonly about?: string;
  readonly standingLevel?: Level | undefined;
  readonly standingGrade?: Grade | undefined;
  readonly also: readonly {
    readonly resultKey: string;
    readonly level: Level;
    readonly grade: Grade;
    readonly n: number;
  }[];
  readonly cancer: { readonly class: string; readonly bone: boolean; readonly codes: readonly string[] };
};

export type OracleVerdict = {
  readonly raised: readonly OracleRaised[];
  readonly judgements: readonly OracleJudgement[];
  readonly registered: boolean;
};

type Group = {
  readonly judged: Judged | undefined;
  readonly results: readonly CurrentResult[];
};

/** The results of each draw, and what is left of draws whose every calcium is withdrawn, within 2 h of its first. */
function groupsOf(
  input: JudgeInput,
  results: readonly CurrentResult[],
  course: readonly Judged[],
): readonly Group[] {
  const drawOf = resultsOfDraws(input, results, course);
  const groups: Group[] = course.map((judged) => ({
    judged,
    results: [...drawOf].filter(([, draw]) => draw === judged).map(([result]) => result),
  }));
  const told = (key: string) =>
    input.alerted.some(({ resultKey, also }) =>
      [resultKey, ...also.map((other) => other.resultKey)].includes(key),
    );
  const windowMs = input.policy.draw.windowMinutes * MINUTE_MS;
  let left = [...drawOf]
    .filter(([{ key }, draw]) => draw === undefined && told(key))
    .map(([result]) => result)
    .sort((a, b) => collectedAtOf(a) - collectedAtOf(b));
  for (let [first] = left; first !== undefined; [first] = left) {
    const endsAt = collectedAtOf(first) + windowMs;
    const isOf = (result: CurrentResult) => collectedAtOf(result) <= endsAt;
    groups.push({ judged: undefined, results: left.filter(isOf) });
    left = left.filter((result) => !isOf(result));
  }
  return groups;
}

/** A draw that was alerted above what it is now. */
type Fall = {
  readonly judged: Judged | undefined;
  /** The result that the highest alert was about. */
  readonly result: CurrentResult;
  readonly notice: Omit<OracleRaised, keyof Shown | 'cancer'>;
};

function fallOf({ judged, results }: Group, { alerted }: JudgeInput): readonly Fall[] {
  const level = judged?.level ?? 'none';
  const fallen = ownAlerts(alerted)
    .filter((one) => isHigher(one.level, level) && results.some(({ key }) => key === one.resultKey))
    .sort(byLevel);
  const [highest] = fallen;
  const result = results.find(({ key }) => key === highest?.resultKey);
  if (highest === undefined || result === undefined) return [];
  const { resultKey, alert } = highest;
  const isFirstOfItsResult = (one: (typeof fallen)[number]) =>
    fallen.find((other) => other.resultKey === one.resultKey) === one;
  const notice: Fall['notice'] = {
    kind: judged === undefined ? 'retraction' : 'correction',
    level: alert.level,
    grade: alert.grade,
    rule: alert.rule,
    resultKey,
    n: noticesOf(resultKey, alerted),
    about: alert.id,
    ...(level !== 'none' && { standingLevel: level, standingGrade: judged?.graded.grade }),
    also: fallen
      .filter((one) => one !== highest && isFirstOfItsResult(one))
      .map((one) => ({
        resultKey: one.resultKey,
        level: one.level as Level,
        grade: one.alert.grade,
        n: noticesOf(one.resultKey, alerted),
      })),
  };
  return [{ judged, result, notice }];
}

/** What the chart remembers once this notice is told. */
function charted({ notice, result }: Fall, now: JudgeInput['now']): ChartedAlert {
  const collectedAt = collectedAtOf(result);
  const also = notice.also.map((other) => ({ ...other, collectedAt }));
  return { ...notice, id: '', collectedAt, raisedAt: now, also } as ChartedAlert;
}

/** Of a draw whose every calcium is withdrawn: the value that it had. */
function shownOfWithdrawn({ result }: Fall): Shown {
  const { lastValued = result } = result;
  const restsOn = [...new Set([result.fact.factKey, lastValued.fact.factKey])].sort();
  return { flags: lastValued.result.flags, value: amountOf(lastValued), restsOn };
}

function cancerOf(findings: readonly Finding[], judgedBy: Finding | undefined): OracleRaised['cancer'] {
  const codes = new Set(findings.flatMap((finding) => finding.codes));
  return {
    class: (judgedBy ?? findings[0])?.class ?? 'none',
    bone: findings.some(({ bone }) => bone),
    codes: [...codes].sort(),
  };
}

function alertOf(
  { draw, level, rule, also }: Together,
  alerted: readonly ChartedAlert[],
): Omit<OracleRaised, keyof Shown | 'cancer'> {
  const { grade, from } = draw.graded;
  const n = noticesOf(from.key, alerted);
  return {
    ...{ kind: 'alert', level, grade, rule, resultKey: from.key, n },
    also: also.map((other) => ({
      resultKey: other.draw.graded.from.key,
      level: other.level,
      grade: other.draw.graded.grade,
      n: noticesOf(other.draw.graded.from.key, alerted),
    })),
  };
}

/** The verdict by a plain reading of the rules, without a thought for speed. */
export function oracle(input: JudgeInput): OracleVerdict {
  const { alerted, policy, now } = input;
  const findings = cancerNow(input);
  const registered = findings.length > 0;
  if (!registered && alerted.length === 0) return { raised: [], judgements: [], registered };

  const { results, course } = resultsAndCourse(input);
  const falls = groupsOf(input, results, course).flatMap((group) => fallOf(group, input));
  const afterNotices = [...alerted, ...falls.map((fall) => charted(fall, now))];
  const draws = toldDraws(input, course, results, afterNotices);
  const alerts = registered ? together(offersOf(draws, policy)) : [];
  const raising = new Set(alerts.flatMap(({ draw, also }) => [draw, ...also.map((other) => other.draw)]));
  const differ = birthDatesDiffer(input);
  const judgements = new Map(draws.map((draw) => [draw, toldOfDraw(draw, differ, raising.has(draw))]));
  const shownOf = (fall: Fall): Shown => {
    const draw = draws.find(({ graded }) => graded === fall.judged?.graded);
    return (draw && judgements.get(draw)) ?? shownOfWithdrawn(fall);
  };
  const shown = ({ flags, value, restsOn }: Shown): Shown => ({ flags, value, restsOn });
  return {
    raised: [
      ...falls.map((fall) => ({
        ...fall.notice,
        ...shown(shownOf(fall)),
        cancer: cancerOf(findings, fall.judged?.finding),
      })),
      ...alerts.map((alert) => ({
        ...alertOf(alert, afterNotices),
        ...shown(toldOfDraw(alert.draw, differ, true)),
        cancer: cancerOf(findings, alert.draw.finding),
      })),
    ],
    judgements: [...judgements.values()],
    registered,
  };
}
