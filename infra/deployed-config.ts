import { CANARY, type Config, feedSchema } from '../shared/runtime/config.ts';
import type { Contact } from './constructs/contact.ts';

/** Stand where a number or an address would: one reserved for fiction, one that cannot exist. */
const STAND_INS = { sms: '+12025550100', email: 'parameter-store@contact.invalid' } as const;

/** What no laboratory calls itself: only the canary's messages are of its feed. */
const CANARY_FEED = feedSchema.parse({
  id: CANARY,
  sendingApplication: 'CANARY',
  sendingFacility: 'CALCIUM-ALERTS-CANARY',
  team: CANARY,
});

/** Nobody is in it: its topic tells the canary's own queue. */
const CANARY_TEAM: Config['teams'][number] = {
  id: CANARY,
  name: 'Canary',
  contacts: [{ protocol: 'email', to: STAND_INS.email }],
};

/** The configuration as functions get it: whom to reach is known to the topics alone, and the canary has its place. */
export function deployedConfig(config: Config): Config {
  return {
    ...config,
    teams: [
      ...config.teams.map((team) => ({ ...team, contacts: team.contacts.map(withStandIn) })),
      CANARY_TEAM,
    ],
    operations: config.operations.map(withStandIn),
    feeds: [CANARY_FEED, ...config.feeds],
  };
}

function withStandIn(contact: Contact): Contact {
  return { ...contact, to: STAND_INS[contact.protocol] };
}
