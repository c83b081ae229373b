import type { Policy } from '../clinical/policy.ts';
import { overridden } from '../clinical/policy-override.ts';
import { namedFirst } from '../clinical/registration.ts';
import type { Config } from '../runtime/config.ts';
import { createTeamOfPatient, type FactOfTeam, lastRows } from './team-of-patient.ts';

/** By what a patient is judged. */
type PatientPolicy = {
  readonly policy: Policy;
  /** The registry names this set for the patient, and the configuration has none of that name. */
  readonly unknownPolicySet?: string;
};

/** What of the configuration policies come from. */
export type PolicyConfig = Pick<Config, 'policy' | 'policySets' | 'teams' | 'fallbackTeam' | 'feeds'>;

export type PolicyOfPatient = (facts: readonly FactOfTeam[]) => PatientPolicy;

/**
 * The site's policy, with what differs for the patient's team, then what differs for the patient. Each combination is
 * made once: the judge keeps what it works out of a policy with it.
 */
export function createPolicyOfPatient(config: PolicyConfig): PolicyOfPatient {
  const make = createMakePolicy(config);
  const sets = new Set(config.policySets.map(({ id }) => id));
  const teamOf = createTeamOfPatient(config);
  const made = new Map<string, Policy>();

  return (facts) => {
    const rows = lastRows(facts);
    const team = teamOf(facts, rows);
    const set = namedFirst(rows, 'policySet');
    const isKnown = set === undefined || sets.has(set);
    const key = JSON.stringify([team, isKnown ? set : undefined]);
    const policy = made.get(key) ?? deepFrozen(make(team, set));
    made.set(key, policy);
    return isKnown ? { policy } : { policy, unknownPolicySet: set };
  };
}

/** The site's policy with what differs for a team, then for a set of that name. */
export function createMakePolicy({
  policy,
  teams,
  policySets,
}: Pick<PolicyConfig, 'policy' | 'teams' | 'policySets'>): (team: string, set: string | undefined) => Policy {
  const ofTeams = new Map(teams.map((team) => [team.id, team.policy]));
  const sets = new Map(policySets.map((set) => [set.id, set]));
  return (team, set) => {
    const ofTeam = ofTeams.get(team);
    const ofSet = sets.get(set ?? '');
    const forTeam = ofTeam === undefined ? policy : overridden(policy, `team:${team}`, ofTeam);
    return ofSet === undefined ? forTeam : overridden(forTeam, `set:${ofSet.id}`, ofSet);
  };
}

function deepFrozen<Of extends object>(value: Of): Of {
  for (const part of Object.values(value)) if (typeof part === 'object') deepFrozen(part);
  return Object.freeze(value);
}
