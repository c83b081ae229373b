import { persistsAfter } from './episode.ts';
import type { Cause } from './grading-value.ts';
import { type EpochMs, epochMs } from './instant.ts';
import type { JudgedDraw } from './judge-course.ts';
import { type Level, levelRank } from './level.ts';
import { isPaging } from './level-of-draw.ts';
import type { Policy } from './policy.ts';
import type { Lateness } from './rule-lateness.ts';
import type { ChartedAlert, RuleId } from './verdict.ts';

/** A judged draw with what was told of it and what it may still page. */
export type Candidate = JudgedDraw & {
  readonly lateness: Lateness;
  /** The level at which it may page; `none` = at most a worklist entry (R13). */
  readonly pageLevel: Level | 'none';
  /** The level at which it counts as alerted. */
  readonly told: Level | 'none';
  /** The alerts about it that stand unchanged. */
  readonly alerts: readonly ChartedAlert[];
};

/** A draw that deserves an alert which nobody has had yet. */
export type Offer = { readonly draw: Candidate; readonly level: Level; readonly rule: RuleId };

const rank = levelRank;
const wasTold = ({ told }: Candidate) => told !== 'none';
const wasPaged = ({ told }: Candidate) => isPaging(told);
const highestRank = (levels: readonly (Level | 'none')[]) => Math.max(0, ...levels.map(rank));
const hasRule = ({ alerts }: Candidate, rule: RuleId) => alerts.some((alert) => alert.rule === rule);

/** Of draws judged together the one to alert: the higher level, then the higher grade, then the newest. */
export function foremost(a: Offer, b: Offer): number {
  return (
    rank(b.level) - rank(a.level) ||
    b.draw.draw.value.grade - a.draw.draw.value.grade ||
    b.draw.at - a.draw.at
  );
}

/** Before all time when there is none. */
const latest = (draws: readonly Candidate[]): EpochMs => epochMs(Math.max(...draws.map(({ at }) => at)));

export const rulesOf = (causes: readonly Cause[]) => causes.map(({ rule }) => rule);

/** The draw by each of these rules; of several the first makes the alert. */
export function offer(draw: Candidate, level: Level, rules: readonly RuleId[]): readonly Offer[] {
  return rules.map((rule) => ({ draw, level, rule }));
}

/** R2 or R3: above everything that was paged in the episode. */
function risen(episode: readonly Candidate[]): readonly Offer[] {
  const paged = highestRank(episode.filter(wasPaged).map(({ told }) => told));
  const above = episode.filter(({ pageLevel }) => rank(pageLevel) > paged);
  const high: RuleId = paged === 0 && above.some(({ opens }) => opens) ? 'R2' : 'R3';
  return above.flatMap((draw) =>
    pagesAs(draw, draw.draw.value.high ? [high] : rulesOf(draw.question.causes)),
  );
}

/** The offer of a page; nothing where the draw may not page. */
function pagesAs(draw: Candidate, rules: readonly RuleId[]): readonly Offer[] {
  return isPaging(draw.pageLevel) ? offer(draw, draw.pageLevel, rules) : [];
}

/** R6: still high long after the result last paged. */
function persistent(episode: readonly Candidate[], lastAt: EpochMs, policy: Policy): readonly Candidate[] {
  return episode.filter(
    ({ draw: { value }, at, lateness, told }) =>
      value.high && lateness.newest && !isPaging(told) && at > persistsAfter(lastAt, value.grade, policy),
  );
}

/** High values that the caps keep to the worklist: one entry when the episode begins, one when it persists. */
function listed(
  episode: readonly Candidate[],
  paged: readonly Candidate[],
  policy: Policy,
): readonly Offer[] {
  const high = episode.filter(({ draw }) => draw.value.high);
  const capped = high.filter(({ level }) => level === 'worklist');
  const known = paged.length > 0 ? paged : high.filter(wasTold);
  if (known.length === 0) {
    const rule = capped.some(({ opens }) => opens) ? 'R2' : 'R3';
    return capped.flatMap((draw) => offer(draw, 'worklist', [rule]));
  }
  if (episode.some((draw) => !wasPaged(draw) && hasRule(draw, 'R6'))) return [];
  const unlisted = capped.filter((draw) => !wasTold(draw));
  return persistent(unlisted, latest(known), policy).flatMap((draw) => offer(draw, 'worklist', ['R6']));
}

/** R13: higher than anything paged, but too old to page: one worklist entry an episode. */
function tooLate(episode: readonly Candidate[], paged: number): readonly Offer[] {
  if (episode.some((draw) => hasRule(draw, 'R13'))) return [];
  return episode
    .filter(({ level, pageLevel }) => isPaging(level) && rank(level) > Math.max(paged, rank(pageLevel)))
    .toSorted(
      (a, b) => rank(b.level) - rank(a.level) || b.draw.value.grade - a.draw.value.grade || b.at - a.at,
    )
    .slice(0, 1)
    .flatMap((draw) => offer(draw, 'worklist', ['R13']));
}

/** What the draws of one episode deserve beside what was already told. */
export function offersOfEpisode(episode: readonly Candidate[], policy: Policy): readonly Offer[] {
  const rises = risen(episode);
  const rising = new Set(rises.map(({ draw }) => draw));
  const paged = episode.filter((draw) => wasPaged(draw) || rising.has(draw));
  const still = persistent(episode, latest(paged), policy).flatMap((draw) => pagesAs(draw, ['R6']));
  const pagedRank = highestRank([...episode.map(({ told }) => told), ...rises.map(({ level }) => level)]);
  return [...rises, ...still, ...tooLate(episode, pagedRank), ...listed(episode, paged, policy)];
}
