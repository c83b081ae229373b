import type { Cause } from './grading-value.ts';
import { DAY_MS } from './instant.ts';
import { type Level, levelRank as rank } from './level.ts';
import { isPaging } from './level-of-draw.ts';
import type { Policy } from './policy.ts';
import { type Candidate, type Offer, offer, rulesOf } from './rule-alert.ts';

const byNewest = (a: Candidate, b: Candidate) => b.at - a.at;

/** The level at which a draw that is not high may be shown: what it may page, else the worklist. */
function shownLevel({ level, pageLevel }: Candidate): Level | 'none' {
  if (level === 'none') return 'none';
  return isPaging(pageLevel) ? pageLevel : 'worklist';
}

/** Judged with the high values of its episode, not as an entry of its own. */
export const isOfEpisode = ({ draw, episode, level }: Candidate) =>
  draw.value.high || (episode !== undefined && isPaging(level));

/**
 * What draws that are not high deserve. Entries on the worklist: one a rule and episode, outside an episode one a rule
 * in some days; what pages is not held back by an earlier one. `draws` are all of one episode, or all that lie outside any.
 */
export function offersOfCauses(draws: readonly Candidate[], policy: Policy): readonly Offer[] {
  const span = policy.episode.worklistDays * DAY_MS;
  const offers: Offer[] = [];
  const offered = new Map<Candidate, Level>();
  const levelOf = (draw: Candidate) => Math.max(rank(draw.told), rank(offered.get(draw) ?? 'none'));
  const isNear = (draw: Candidate, other: Candidate) =>
    draw.episode !== undefined || Math.abs(draw.at - other.at) < span;
  const covers = (draw: Candidate, other: Candidate, cause: Cause, level: Level) =>
    other.question.causes.some(({ rule }) => rule === cause.rule) &&
    levelOf(other) >= rank(level) &&
    (other === draw || (!isPaging(level) && isNear(draw, other)));
  const shown = draws.filter(({ question }) => question.causes.length > 0).toSorted(byNewest);
  for (const draw of shown) {
    const level = shownLevel(draw);
    if (level === 'none' || isOfEpisode(draw)) continue;
    const open = draw.question.causes.filter(
      (cause) => !shown.some((other) => covers(draw, other, cause, level)),
    );
    if (open.length > 0) offered.set(draw, level);
    offers.push(...offer(draw, level, rulesOf(open)));
  }
  return offers;
}
