import { teamFor } from '../alerting/routing.ts';
import type { Registration } from '../clinical/fact.ts';
import { lastLoaded, namedFirst } from '../clinical/registration.ts';
import type { ChartedFact } from '../clinical/verdict.ts';
import type { Config } from '../runtime/config.ts';

export type FactOfTeam = Pick<ChartedFact, 'registration' | 'feed' | 'results'>;
/** `rows` are those of the registry's last load, where they are known already. */
export type TeamOfPatient = (facts: readonly FactOfTeam[], rows?: readonly Registration[]) => string;

export function lastRows(facts: readonly FactOfTeam[]): readonly Registration[] {
  return lastLoaded(facts.flatMap(({ registration }) => registration ?? []));
}

/**
 * Whose patient somebody is: the registry's word, else that of the feeds where all results come from feeds of one team,
 * else the fallback team: one that no two feeds take turns in.
 */
export function createTeamOfPatient(config: Pick<Config, 'teams' | 'fallbackTeam' | 'feeds'>): TeamOfPatient {
  const feedTeams = new Map(config.feeds.map(({ id, team }) => [id, team]));

  function teamByFeed(facts: readonly FactOfTeam[]): string | undefined {
    const teams = new Set(
      facts.flatMap(({ feed, results }) => (results.length > 0 ? [feedTeams.get(feed)] : [])),
    );
    const [team] = teams;
    return teams.size === 1 ? team : undefined;
  }

  return (facts, rows = lastRows(facts)) => teamFor(namedFirst(rows, 'team') ?? teamByFeed(facts), config);
}
