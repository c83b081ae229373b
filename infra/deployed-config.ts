import type { Config } from '../shared/runtime/config.ts';
import type { Contact } from './constructs/contact.ts';

/** Stand where a number or an address would: one reserved for fiction, one that cannot exist. */
const STAND_INS = { sms: '+12025550100', email: 'parameter-store@contact.invalid' } as const;

/** The configuration as functions get it: whom to reach is known to the topics alone. */
export function deployedConfig(config: Config): Config {
  return {
    ...config,
    teams: config.teams.map((team) => ({ ...team, contacts: team.contacts.map(withStandIn) })),
    operations: config.operations.map(withStandIn),
  };
}

function withStandIn(contact: Contact): Contact {
  return { ...contact, to: STAND_INS[contact.protocol] };
}
