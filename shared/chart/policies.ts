import type { Policy } from '../clinical/policy.ts';
import { createMakePolicy, type PolicyConfig } from './policy-of-patient.ts';

export type Policies = {
  /** Every policy by which a patient may be judged, of whatever team and set. */
  readonly all: readonly Policy[];
  /** Which patients get which, as text: changed, a patient may get another policy though each stays as it was. */
  readonly choice: string;
};

/** The policies of a site. */
export function policiesOf(config: PolicyConfig): Policies {
  const make = createMakePolicy(config);
  const sets = [undefined, ...config.policySets.map(({ id }) => id)];
  return {
    all: config.teams.flatMap(({ id }) => sets.map((set) => make(id, set))),
    choice: choiceOf(config),
  };
}

/** Teams without a policy of their own are as good as none. */
function choiceOf({ teams, policySets, feeds, fallbackTeam }: PolicyConfig): string {
  const own = new Set(teams.filter(({ policy }) => policy !== undefined).map(({ id }) => id));
  const byFeed = feeds.flatMap(({ id, team = '' }) => (own.has(team) ? [`${id} ${team}`] : []));
  const sets = policySets.map(({ id }) => id);
  const fallback = own.has(fallbackTeam) ? fallbackTeam : undefined;
  return JSON.stringify([[...own].sort(), sets.sort(), byFeed.sort(), fallback]);
}
