import type { Draw } from './draw.ts';
import {
  afterHigh,
  afterNormal,
  beforeHigh,
  type Episodes,
  isNormal,
  NO_EPISODES,
  recurs as recursAt,
} from './episode.ts';
import type { Cause } from './grading-value.ts';
import { type HistoryValue, historyOf } from './history.ts';
import { createLookBack, type LookBack } from './history-window.ts';
import type { EpochMs } from './instant.ts';
import type { CalciumKind, JudgeLines } from './judge-lines.ts';
import type { KnownCancer } from './known-cancer.ts';
import type { Level } from './level.ts';
import { type LevelOfDraw, type LevelQuestion, levelOf } from './level-of-draw.ts';
import { isLabCritical } from './level-of-lab-flag.ts';
import { type BirthDates, isUnderAge } from './patient-age.ts';
import type { Policy } from './policy.ts';
import { type Comparison, jumpsFrom, rapidRiseFrom, risesBelowLimit, trendFrom } from './rule-history.ts';

/** A draw with all that the patient's history makes of it. */
export type JudgedDraw = {
  readonly draw: Draw;
  readonly at: EpochMs;
  readonly question: LevelQuestion;
  readonly judged: LevelOfDraw;
  /** What the draw deserves; `none` for a preliminary one that is not critical and was never alerted. */
  readonly level: Level | 'none';
  /** When the episode opened in which it lies. */
  readonly episode: EpochMs | undefined;
  readonly opens: boolean;
  /** When the episode opened that still runs after it. */
  readonly running: EpochMs | undefined;
  readonly cancer: KnownCancer;
  readonly look: LookBack;
  /** R5: the values it has risen from. */
  readonly risenFrom: readonly HistoryValue[];
  /** R9. */
  readonly trend: HistoryValue | undefined;
  /** R12. */
  readonly jump: ReturnType<typeof jumpsFrom>;
};

export type CourseInput = {
  readonly draws: readonly Draw[];
  readonly policy: Policy;
  readonly lines: JudgeLines;
  readonly knownCancer: (draw: Draw) => KnownCancer;
  readonly birth: BirthDates;
  /** Whether an alert about this draw stands. */
  readonly isAlerted: (draw: Draw) => boolean;
};

type Compared = Pick<JudgedDraw, 'look' | 'risenFrom' | 'trend' | 'jump'> & {
  readonly causes: readonly Cause[];
};

function createCompare({ draws, policy, lines }: CourseInput) {
  const historyOfKind = (kind: CalciumKind) =>
    historyOf(
      draws.flatMap(({ final }) => final[kind] ?? []),
      lines,
    );
  const histories = { total: historyOfKind('total'), ionized: historyOfKind('ionized') };
  const lookBack = {
    total: createLookBack(histories.total, policy),
    ionized: createLookBack(histories.ionized, policy),
  };
  return ({ value, at, preliminary }: Draw): Compared => {
    const { kind } = value.calcium;
    const look = lookBack[kind](at);
    const comparison: Comparison = { value, history: histories[kind], look, policy, lines };
    const trend = preliminary ? undefined : trendFrom(comparison);
    const causes: Cause[] = [...value.causes];
    if (!value.high && isLabCritical(value)) causes.unshift({ rule: 'LAB_CRITICAL', level: 'routine' });
    if (!preliminary && risesBelowLimit(comparison)) causes.push({ rule: 'R8', level: 'worklist' });
    if (trend !== undefined) causes.push({ rule: 'R9', level: 'worklist' });
    return { look, risenFrom: rapidRiseFrom(comparison), trend, jump: jumpsFrom(comparison), causes };
  };
}

function after(episodes: Episodes, { value, at }: Draw, policy: Policy): Episodes {
  if (value.high) return afterHigh(episodes, at, value.grade);
  return isNormal(value) ? afterNormal(episodes, at, policy) : episodes;
}

/** One way to judge a draw, and the episodes as it leaves them. */
type Look = { readonly judged: JudgedDraw; readonly episodes: Episodes };

/** A preliminary value decides only where with it the draw is critical, and without it is not. */
function deciding(a: Look, b: Look): Look {
  const [preliminary, final] = a.judged.draw.preliminary ? [a, b] : [b, a];
  const isCritical = ({ judged }: Look) => judged.level === 'critical';
  return isCritical(preliminary) && !isCritical(final) ? preliminary : final;
}

function createLook(input: CourseInput): (draw: Draw, episodes: Episodes) => Look {
  const { policy, knownCancer, birth, isAlerted } = input;
  const compare = createCompare(input);
  return (draw, episodes) => {
    const { value, at } = draw;
    const before = value.high ? beforeHigh(episodes, at, policy) : episodes;
    const { causes, ...compared } = compare(draw);
    const cancer = knownCancer(draw);
    const question: LevelQuestion = {
      value,
      rose: compared.risenFrom.length > 0,
      recurs: value.high && recursAt(before, at, policy),
      labCritical: isLabCritical(value),
      causes,
      cancer: cancer.findings,
      child: isUnderAge(birth.birthDate, at, policy.level.adultFromYears),
    };
    const judged = levelOf(question);
    const counted = !draw.preliminary || judged.level === 'critical' || isAlerted(draw);
    const then = counted ? after(before, draw, policy) : episodes;
    const place = {
      level: counted ? judged.level : 'none',
      episode: then.open?.openedAt ?? episodes.open?.openedAt,
      opens: counted && value.high && before.open === undefined,
      running: then.open?.openedAt,
    } as const;
    return { judged: { draw, at, question, judged, cancer, ...place, ...compared }, episodes: then };
  };
}

/** Judges the draws one after the other, earliest first: level, episode and what each was compared with. */
export function courseOf(input: CourseInput): readonly JudgedDraw[] {
  const look = createLook(input);
  let episodes = NO_EPISODES;
  return input.draws.map((draw) => {
    const { judged, episodes: then } =
      draw.withPreliminary === undefined
        ? look(draw, episodes)
        : [draw, draw.withPreliminary]
            .sort((a, b) => a.at - b.at)
            .map((graded) => look(graded, episodes))
            .reduce(deciding);
    episodes = then;
    return judged;
  });
}
