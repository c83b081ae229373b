import { teamFor } from '../alerting/routing.ts';
import type { Registration } from '../clinical/fact.ts';
import { epochMs } from '../clinical/instant.ts';
import type { Policy } from '../clinical/policy.ts';
import { overridden } from '../clinical/policy-override.ts';
import { lastLoaded, namedFirst } from '../clinical/registration.ts';
import type { ChartedFact } from '../clinical/verdict.ts';
import type { Config } from '../runtime/config.ts';

/** By what a patient is judged. */
type PatientPolicy = {
  readonly policy: Policy;
  /** The registry names this set for the patient, and the configuration has none of that name. */
  readonly unknownPolicySet?: string;
};

type Fact = Pick<ChartedFact, 'registration' | 'feed' | 'results'>;
export type PolicyOfPatient = (facts: readonly Fact[]) => PatientPolicy;

/**
 * The site's policy, with what differs for the patient's team, then what differs for the patient. The team is the
 * registry's, else that of the feeds where all results come from feeds of one team, else the fallback team: one that no
 * two feeds take turns in. Each combination is made once: the judge keeps what it works out of a policy with it.
 */
export function createPolicyOfPatient(
  config: Pick<Config, 'policy' | 'policySets' | 'teams' | 'fallbackTeam' | 'feeds'>,
): PolicyOfPatient {
  const teams = new Map(config.teams.map(({ id, policy }) => [id, policy]));
  const sets = new Map(config.policySets.map((set) => [set.id, set]));
  const feedTeams = new Map(config.feeds.map(({ id, team }) => [id, team]));
  const made = new Map<string, Policy>();

  function teamByFeed(facts: readonly Fact[]): string | undefined {
    const teams = new Set(
      facts.flatMap(({ feed, results }) => (results.length > 0 ? [feedTeams.get(feed)] : [])),
    );
    const [team] = teams;
    return teams.size === 1 ? team : undefined;
  }

  function make(team: string, setName: string | undefined): Policy {
    const ofTeam = teams.get(team);
    const ofSet = sets.get(setName ?? '');
    const forTeam = ofTeam === undefined ? config.policy : overridden(config.policy, `team:${team}`, ofTeam);
    return ofSet === undefined ? forTeam : overridden(forTeam, `set:${ofSet.id}`, ofSet);
  }

  return (facts) => {
    const rows = lastLoaded(facts.flatMap(({ registration }) => registration ?? []));
    const team = teamFor(namedFirst(rows, 'team') ?? teamByFeed(facts), config);
    const set = namedFirst(rows, 'policySet');
    const isKnown = set === undefined || sets.has(set);
    const key = JSON.stringify([team, isKnown ? set : undefined]);
    const policy = made.get(key) ?? deepFrozen(make(team, set));
    made.set(key, policy);
    return isKnown ? { policy } : { policy, unknownPolicySet: set };
  };
}

/** Every policy by which a patient may be judged, of whatever team and set. */
export function everyPolicy(config: Parameters<typeof createPolicyOfPatient>[0]): readonly Policy[] {
  const policyOf = createPolicyOfPatient(config);
  const sets = [undefined, ...config.policySets.map(({ id }) => id)];
  return config.teams.flatMap(({ id: team }) =>
    sets.map(
      (policySet) => policyOf([{ feed: '', results: [], registration: rowOf(team, policySet) }]).policy,
    ),
  );
}

/** Which patients get which policy, as text: changed, a patient may get another one though every policy stays as it was. */
export function policyChoice({
  teams,
  policySets,
  feeds,
  fallbackTeam,
}: Parameters<typeof createPolicyOfPatient>[0]): string {
  const own = new Set(teams.flatMap(({ id, policy }) => (policy === undefined ? [] : [id])));
  const byFeed = feeds.flatMap(({ id, team }) => (own.has(team ?? '') ? [`${id} ${team}`] : []));
  const sets = policySets.map(({ id }) => id);
  return JSON.stringify([
    ...[own, sets, byFeed].map((ids) => [...ids].sort()),
    own.has(fallbackTeam) && fallbackTeam,
  ]);
}

function rowOf(team: string, policySet: string | undefined): Registration {
  const row = { source: 'registry', icd10: '', status: 'active', loadedAt: epochMs(0) } as const;
  return { ...row, team, ...(policySet && { policySet }) };
}

function deepFrozen<Of extends object>(value: Of): Of {
  for (const part of Object.values(value)) if (typeof part === 'object') deepFrozen(part);
  return Object.freeze(value);
}
