import { DAY_MS, HOUR_MS } from '../../shared/clinical/instant.ts';
import { type Level, levelRank } from '../../shared/clinical/level.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import type { RuleId } from '../../shared/clinical/verdict.ts';
import { isPaging, type Offer, type Told } from './chart-then.ts';
import { higherOf, isHigher, type LevelOrNone } from './level-then.ts';

const isPaged = ({ told }: Told) => isPaging(told);
const highestOf = (levels: readonly LevelOrNone[]) => levels.reduce(higherOf, 'none');
const hasEntry = (draw: Told, rule: RuleId) =>
  draw.alerts.some(({ alert, isAsRaised }) => isAsRaised && alert.rule === rule);

/** The higher level, then the higher grade, then the newest. */
function foremost(a: Offer, b: Offer): number {
  return (
    levelRank(b.level) - levelRank(a.level) ||
    b.draw.graded.grade - a.draw.graded.grade ||
    b.draw.at - a.draw.at
  );
}

function offer(draw: Told, level: LevelOrNone, rule: RuleId | undefined): readonly Offer[] {
  return level === 'none' || rule === undefined ? [] : [{ draw, level: level as Level, rule }];
}

/** R2, R3: above everything that was paged in the episode. */
function rises(episode: readonly Told[]): readonly Offer[] {
  const paged = highestOf(episode.filter(isPaged).map(({ told }) => told));
  const above = episode.filter(({ pageLevel }) => isHigher(pageLevel, paged));
  const isCrossing = paged === 'none' && above.some(({ opens }) => opens);
  return above.flatMap((draw) =>
    offer(draw, draw.pageLevel, draw.isHigh ? (isCrossing ? 'R2' : 'R3') : draw.rules[0]),
  );
}

/** R6: high, and long after the last of these. */
function persists(draw: Told, after: readonly Told[], { episode }: Policy): boolean {
  const isSevere = draw.graded.grade >= 3;
  const span = isSevere
    ? episode.persistenceHoursFromGrade3 * HOUR_MS
    : episode.persistenceDaysBelowGrade3 * DAY_MS;
  const lastAt = Math.max(...after.map(({ at }) => at));
  return after.length > 0 && draw.isHigh && draw.isNewest && !isPaged(draw) && draw.at - lastAt > span;
}

/** High values that the caps keep to the worklist: one entry for the episode, one when it persists. */
function listed(episode: readonly Told[], paged: readonly Told[], policy: Policy): readonly Offer[] {
  const capped = episode.filter(({ level, isHigh }) => level === 'worklist' && isHigh);
  const known = episode.filter(({ told, isHigh }) => told !== 'none' && isHigh);
  if (paged.length === 0 && known.length === 0) {
    const rule = capped.some(({ opens }) => opens) ? 'R2' : 'R3';
    return capped.flatMap((draw) => offer(draw, 'worklist', rule));
  }
  if (episode.some((draw) => hasEntry(draw, 'R6') && draw.told === 'worklist')) return [];
  return capped
    .filter((draw) => draw.told === 'none' && persists(draw, paged.length > 0 ? paged : known, policy))
    .flatMap((draw) => offer(draw, 'worklist', 'R6'));
}

/** R13: above everything paged, but too late to page: one worklist entry. */
function tooLate(episode: readonly Told[], paged: LevelOrNone): readonly Offer[] {
  if (episode.some((draw) => hasEntry(draw, 'R13'))) return [];
  return episode
    .filter(({ level, pageLevel }) => isPaging(level) && isHigher(level, higherOf(paged, pageLevel)))
    .sort((a, b) => levelRank(b.level) - levelRank(a.level) || b.graded.grade - a.graded.grade || b.at - a.at)
    .slice(0, 1)
    .flatMap((draw) => offer(draw, 'worklist', 'R13'));
}

function offersOfEpisode(episode: readonly Told[], policy: Policy): readonly Offer[] {
  const rising = rises(episode);
  const isRising = (draw: Told) => rising.some((one) => one.draw === draw);
  const paged = episode.filter((draw) => isPaged(draw) || isRising(draw));
  const persistent = episode
    .filter((draw) => isPaging(draw.pageLevel) && !isRising(draw) && persists(draw, paged, policy))
    .flatMap((draw) => offer(draw, draw.pageLevel, 'R6'));
  const highest = highestOf([
    ...episode.filter(isPaged).map(({ told }) => told),
    ...rising.map(({ level }) => level),
  ]);
  return [...rising, ...persistent, ...tooLate(episode, highest), ...listed(episode, paged, policy)];
}

/** Draws that are not high: worklist entries once a rule and episode, outside an episode once a rule in 7 d. */
function offersBelowLimit(draws: readonly Told[], policy: Policy): readonly Offer[] {
  const spanMs = policy.episode.worklistDays * DAY_MS;
  const made: Offer[] = [];
  const newestFirst = draws.filter(({ isHigh }) => !isHigh).sort((a, b) => b.at - a.at);
  for (const draw of newestFirst) {
    if (draw.level === 'none' || (draw.episode !== undefined && isPaging(draw.level))) continue;
    const level = isPaging(draw.pageLevel) ? draw.pageLevel : 'worklist';
    if (!isHigher(level, draw.told)) continue;
    const isShown = (rule: RuleId) =>
      newestFirst.some(
        (other) =>
          other.rules.includes(rule) &&
          (other.told !== 'none' || made.some((one) => one.draw === other)) &&
          (draw.episode !== undefined || Math.abs(other.at - draw.at) < spanMs),
      );
    const rule = draw.rules.find((one) => isPaging(level) || !isShown(one));
    made.push(...offer(draw, level, rule));
  }
  return made;
}

/** Every alert and entry that the draws deserve and nobody has had. */
export function offersOf(draws: readonly Told[], policy: Policy): readonly Offer[] {
  const episodes = [...new Set(draws.map(({ episode }) => episode))];
  const offers = episodes.flatMap((episode) => {
    const members = draws.filter((draw) => draw.episode === episode);
    return [
      ...(episode === undefined ? [] : offersOfEpisode(members, policy)),
      ...offersBelowLimit(members, policy),
    ];
  });
  const isRepeat = ({ draw, level }: Offer) =>
    draw.alerts.some(
      (one) => one.isAsRaised && one.alert.level === level && one.resultKey === draw.graded.from.key,
    );
  return offers.filter(
    (one, index) =>
      !isRepeat(one) &&
      offers.findIndex(({ draw, level }) => draw === one.draw && level === one.level) === index,
  );
}

/** An alert, and the draws that count as alerted with it. */
export type Together = Offer & { readonly also: readonly Offer[] };

/** Draws that arrived at once or lie in one episode give one alert; an entry by R13 stays alone. */
export function together(offers: readonly Offer[]): readonly Together[] {
  const alone = offers.filter(({ rule }) => rule === 'R13').map((one) => ({ ...one, also: [] }));
  const alerts: Together[] = [];
  let left = offers.filter(({ rule }) => rule !== 'R13').sort(foremost);
  for (let [first] = left; first !== undefined; [first] = left) {
    const { arrivedAt, episode } = first.draw;
    const isTogether = ({ draw }: Offer) =>
      draw.arrivedAt === arrivedAt || (episode !== undefined && draw.episode === episode);
    const [, ...also] = left.filter(isTogether);
    alerts.push({ ...first, also });
    left = left.filter((other) => !isTogether(other));
  }
  return [...alerts, ...alone];
}
