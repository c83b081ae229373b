import type { Policy } from './policy.ts';
import { type Candidate, type Offer, offersOfEpisode } from './rule-alert.ts';
import { offersOfCauses } from './rule-worklist.ts';

/** An alert about this result at this level stands already: another would bear the same id. */
function stands({ draw, level }: Offer): boolean {
  const { key } = draw.draw.value.calcium.current.result;
  return draw.alerts.some((alert) => alert.resultKey === key && alert.level === level);
}

/** Two rules may offer one draw at one level: that is one alert, by the first of them. */
function distinct(offers: readonly Offer[]): readonly Offer[] {
  return offers.filter(
    (offer, index) =>
      offers.findIndex(({ draw, level }) => draw === offer.draw && level === offer.level) === index,
  );
}

/** Every alert and worklist entry that the draws deserve and nobody has had. */
export function offersOf(draws: readonly Candidate[], policy: Policy): readonly Offer[] {
  const episodes = Map.groupBy(draws, ({ episode }) => episode);
  const offers = Array.from(episodes, ([episode, members]) => [
    ...(episode === undefined ? [] : offersOfEpisode(members, policy)),
    ...offersOfCauses(members, policy),
  ]);
  return distinct(offers.flat().filter((offer) => !stands(offer)));
}
