import { DAY_MS, type EpochMs, HOUR_MS } from '../../shared/clinical/instant.ts';
import type { Grade } from '../../shared/clinical/level.ts';
import type { JudgeInput } from '../../shared/clinical/verdict.ts';
import type { CurrentResult } from './current-result.ts';
import { type Draw, drawsOf } from './draw.ts';
import { type Graded, gradedDraw, isHigh } from './graded-draw.ts';
import { birthDateOf, cancerThen, isChild } from './known-cancer-then.ts';
import { historyOf, isHistory, type Past } from './known-history.ts';
import { type Circumstances, type Levelled, levelled } from './level-then.ts';
import { ownAlerts } from './standing-alert.ts';

/** One draw as it stands among all the others. */
export type Judged = Levelled & {
  readonly draw: Draw;
  readonly graded: Graded;
  readonly circumstances: Circumstances;
  /** Its level and rules by themselves, although a preliminary value may not count. */
  readonly deserved: Levelled;
  readonly at: EpochMs;
  readonly opens: boolean;
  /** Above its limit, or an UNCERTAIN urgent. */
  readonly isHigh: boolean;
  /** Index of the episode that is open at this draw, this draw's own when it opens one. */
  readonly episode: number | undefined;
};

type Episode = {
  lastHighAt: number;
  highestGrade: Grade;
  firstLowAt: number | undefined;
  isOpen: boolean;
};

const countsAsHigh = (graded: Graded) => isHigh(graded) || graded.isUncertainUrgent;

function canClose({ flags, from }: Graded): boolean {
  if (from.stands !== 'final') return false;
  return !flags.some((flag) => flag === 'ALBUMIN_MISSING' || flag === 'UNCERTAIN' || flag === 'PROVISIONAL');
}

/** Walks through the draws in time and keeps the episodes. */
class Course {
  readonly judged: Judged[] = [];
  private readonly input: JudgeInput;
  private readonly birthDate: string | undefined;
  private readonly past: readonly Past[];
  private readonly alertedKeys: ReadonlySet<string>;
  private readonly episodes: Episode[] = [];

  constructor(input: JudgeInput, past: readonly Past[]) {
    this.input = input;
    this.past = past;
    this.birthDate = birthDateOf(input);
    this.alertedKeys = new Set(ownAlerts(input.alerted).map(({ resultKey }) => resultKey));
  }

  private openAt(graded: Graded, at: number): number | undefined {
    const index = this.episodes.length - 1;
    const last = this.episodes[index];
    if (last === undefined || !last.isOpen) return undefined;
    const gapMs = this.input.policy.episode.gapDays * DAY_MS;
    const isAnother = last.firstLowAt !== undefined && at - last.lastHighAt > gapMs && countsAsHigh(graded);
    return isAnother ? undefined : index;
  }

  private isRecurrence(at: number): boolean {
    const reachMs = this.input.policy.episode.recurrenceDays * DAY_MS;
    return this.episodes.some(
      ({ highestGrade, lastHighAt }) => highestGrade >= 3 && at - lastHighAt <= reachMs,
    );
  }

  private look(draw: Draw, graded: Graded): Judged {
    const { facts, now, policy } = this.input;
    const at = graded.from.result.collectedAt;
    const open = this.openAt(graded, at);
    const high = countsAsHigh(graded);
    const opens = high && open === undefined;
    const circumstances = {
      history: historyOf(graded, this.past, policy),
      isRecurrence: opens && this.isRecurrence(at),
      findings: cancerThen(graded.from, facts, now, policy),
      isChild: isChild(this.birthDate, at, policy),
    };
    const episode = opens ? this.episodes.length : open;
    const judged = levelled(graded, circumstances);
    return { ...judged, deserved: judged, circumstances, draw, graded, at, opens, isHigh: high, episode };
  }

  private enter({ graded, at, opens, isHigh: high, episode }: Judged): void {
    if (opens) {
      this.episodes.push({ lastHighAt: at, highestGrade: graded.grade, firstLowAt: undefined, isOpen: true });
      return;
    }
    const current = episode === undefined ? undefined : this.episodes[episode];
    if (current === undefined) return;
    if (high) {
      current.lastHighAt = at;
      current.firstLowAt = undefined;
      current.highestGrade = Math.max(current.highestGrade, graded.grade) as Grade;
    } else if (canClose(graded)) {
      current.firstLowAt ??= at;
      const closingMs = this.input.policy.episode.closingHours * HOUR_MS;
      if (at - current.firstLowAt >= closingMs) current.isOpen = false;
    }
  }

  /**
   * A preliminary value counts where with it, as if it were final, the draw is critical, and while an alert about it
   * stands; beside a final value only where that alone is not critical.
   */
  take(draw: Draw, final: Graded | undefined, all: Graded): void {
    const withAll = this.look(draw, all);
    const withFinals = final === undefined || final === all ? final && withAll : this.look(draw, final);
    const isAlerted = draw.some(({ key }) => this.alertedKeys.has(key));
    const isCritical = withAll.level === 'critical' && withFinals?.level !== 'critical';
    if (withFinals !== undefined && !isCritical) {
      this.enter(withFinals);
      this.judged.push(withFinals);
    } else if (isCritical || isAlerted) {
      this.enter(withAll);
      this.judged.push(withAll);
    } else {
      this.judged.push({ ...withAll, level: 'none', opens: false, rules: [] });
    }
  }
}

/** Sections 3 to 6 of the draws of these results, the earliest first. */
export function courseOf(input: JudgeInput, results: readonly CurrentResult[]): readonly Judged[] {
  const { policy } = input;
  const draws = drawsOf(results, policy).map((draw) => {
    const final = draw.filter(({ stands }) => stands === 'final');
    const all = gradedDraw(draw, results, policy);
    return { draw, all, finals: final.length === draw.length ? all : gradedDraw(final, results, policy) };
  });
  const past = draws
    .flatMap(({ finals: { total, ionized } }) => [total, ionized])
    .filter((graded) => graded !== undefined && isHistory(graded))
    .flatMap((graded) => (graded === undefined ? [] : [pastOf(graded)]));
  const course = new Course(input, past);
  for (const { draw, all, finals } of draws) {
    if (all.decides !== undefined) course.take(draw, finals.decides, all.decides);
  }
  return course.judged;
}

function pastOf({ kind, value, from }: Graded): Past {
  const { key, firstReceivedAt: receivedAt } = from;
  return { kind, value, at: from.result.collectedAt, key, receivedAt };
}
