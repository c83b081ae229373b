import type { Flag } from '../../shared/clinical/flag.ts';
import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Grade, Level } from '../../shared/clinical/level.ts';
import type { AlertKind, ChartedAlert, JudgeInput, RuleId } from '../../shared/clinical/verdict.ts';
import { resultsAndCourse, resultsOfDraws, type Told, toldDraws } from './chart-then.ts';
import type { Judged } from './course.ts';
import type { CurrentResult } from './current-result.ts';
import { birthDatesDiffer, cancerNow } from './known-cancer-then.ts';
import { isHigher, type LevelOrNone } from './level-then.ts';
import { offersOf, together } from './offers.ts';
import { byLevel, noticesOf, ownAlerts } from './standing-alert.ts';

export type OracleRaised = {
  readonly kind: AlertKind;
  readonly level: Level;
  readonly grade: Grade;
  readonly rule: RuleId;
  readonly resultKey: string;
  readonly n: number;
  /** A notice: the alert that it withdraws or lowers, and the level that still stands. */
  readonly about?: string;
  readonly standingLevel?: Level | undefined;
};

export type OracleJudgement = {
  readonly resultKey: string;
  readonly grade: Grade;
  readonly level: LevelOrNone;
  readonly flags: readonly Flag[];
};

export type OracleVerdict = {
  readonly raised: readonly OracleRaised[];
  readonly judgements: readonly OracleJudgement[];
};

type Group = {
  readonly judged: Judged | undefined;
  readonly keys: readonly string[];
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
    keys: [...drawOf].filter(([, draw]) => draw === judged).map(([{ key }]) => key),
  }));
  const told = (key: string) =>
    input.alerted.some(({ resultKey, also }) =>
      [resultKey, ...also.map((other) => other.resultKey)].includes(key),
    );
  const windowMs = input.policy.draw.windowMinutes * MINUTE_MS;
  let left = [...drawOf]
    .filter(([{ key }, draw]) => draw === undefined && told(key))
    .map(([result]) => result)
    .sort((a, b) => a.result.collectedAt - b.result.collectedAt);
  for (let [first] = left; first !== undefined; [first] = left) {
    const endsAt = first.result.collectedAt + windowMs;
    const isOf = ({ result }: CurrentResult) => result.collectedAt <= endsAt;
    groups.push({ judged: undefined, keys: left.filter(isOf).map(({ key }) => key) });
    left = left.filter((result) => !isOf(result));
  }
  return groups;
}

/** What the chart remembers once these notices are told. */
type Notice = { readonly raised: OracleRaised; readonly charted: ChartedAlert };

/** One notice for each draw that was alerted above what it is now. */
function noticeOf({ judged, keys }: Group, { alerted, now }: JudgeInput): readonly Notice[] {
  const level = judged?.level ?? 'none';
  const fallen = ownAlerts(alerted)
    .filter((one) => keys.includes(one.resultKey) && isHigher(one.level, level))
    .sort(byLevel);
  const [highest] = fallen;
  if (highest === undefined) return [];
  const { resultKey, alert } = highest;
  const n = noticesOf(resultKey, alerted);
  const others = [...new Set(fallen.map((one) => one.resultKey))].filter((key) => key !== resultKey);
  const raised: OracleRaised = {
    kind: judged === undefined ? 'retraction' : 'correction',
    level: alert.level,
    grade: alert.grade,
    rule: alert.rule,
    resultKey,
    n,
    about: alert.id,
    standingLevel: level === 'none' ? undefined : level,
  };
  const charted: ChartedAlert = {
    ...raised,
    id: '',
    collectedAt: now,
    raisedAt: now,
    ...(level === 'none' ? { standingLevel: undefined } : { standingLevel: level }),
    also: others.map((key) => ({
      resultKey: key,
      level: alert.level,
      grade: alert.grade,
      collectedAt: now,
      n: noticesOf(key, alerted),
    })),
  } as ChartedAlert;
  return [{ raised, charted }];
}

function flagsOf(draw: Told, differ: boolean): readonly Flag[] {
  const flags = new Set<Flag>(draw.flags);
  if (draw.graded.from.stands === 'preliminary') flags.add('PRELIMINARY');
  if (draw.isLate) flags.add('LATE');
  if (differ) flags.add('BIRTH_DATE_DIFFERS');
  return [...flags].sort();
}

/** The verdict by a plain reading of the rules, without a thought for speed. */
export function oracle(input: JudgeInput): OracleVerdict {
  const { alerted, policy } = input;
  const findings = cancerNow(input);
  if (findings.length === 0 && alerted.length === 0) return { raised: [], judgements: [] };

  const { results, course } = resultsAndCourse(input);
  const notices = groupsOf(input, results, course).flatMap((group) => noticeOf(group, input));
  const afterNotices = [...alerted, ...notices.map(({ charted }) => charted)];
  const draws = toldDraws(input, course, results, afterNotices);
  const differ = birthDatesDiffer(input);
  const alerts = findings.length === 0 ? [] : together(offersOf(draws, policy));
  return {
    raised: [
      ...notices.map(({ raised }) => raised),
      ...alerts.map(({ draw, level, rule }) => ({
        kind: 'alert' as const,
        level,
        grade: draw.graded.grade,
        rule,
        resultKey: draw.graded.from.key,
        n: noticesOf(draw.graded.from.key, afterNotices),
      })),
    ],
    judgements: draws.map((draw) => ({
      resultKey: draw.graded.from.key,
      grade: draw.graded.grade,
      level: draw.level,
      flags: flagsOf(draw, differ),
    })),
  };
}
