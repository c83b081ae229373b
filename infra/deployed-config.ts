import { CANARY, type Config, feedSchema, GATEWAY_CANARY } from '../shared/runtime/config.ts';
import type { Contact } from './constructs/contact.ts';
import { type GatewaySettings, gatewayCanaryOf } from './doors.ts';

/** Stand where a number or an address would: one reserved for fiction, one that cannot exist. */
const STAND_INS = { sms: '+12025550100', email: 'parameter-store@contact.invalid' } as const;

/** MSH-4 of each canary. No laboratory calls itself so: only a canary's messages are of its feed. */
export const CANARY_FACILITIES = {
  [CANARY]: 'CALCIUM-ALERTS-CANARY',
  [GATEWAY_CANARY]: 'CALCIUM-ALERTS-CANARY-MLLP',
} as const;
export type CanaryId = keyof typeof CANARY_FACILITIES;

/** The canaries of a deployment: one more where it tries the MLLP gateway. */
export function canariesOf(gateway: GatewaySettings | undefined): readonly CanaryId[] {
  return gatewayCanaryOf(gateway) ? [CANARY, GATEWAY_CANARY] : [CANARY];
}

/** The configuration as functions get it: whom to reach is known to the topics alone, and each canary has its place. */
export function deployedConfig(config: Config, canaries: readonly CanaryId[] = [CANARY]): Config {
  return {
    ...config,
    teams: [
      ...config.teams.map((team) => ({ ...team, contacts: team.contacts.map(withStandIn) })),
      ...canaries.map(canaryTeam),
    ],
    operations: config.operations.map(withStandIn),
    feeds: [...canaries.map(canaryFeed), ...config.feeds],
  };
}

function canaryFeed(id: CanaryId): Config['feeds'][number] {
  const sendingFacility = CANARY_FACILITIES[id];
  return feedSchema.parse({ id, sendingApplication: 'CANARY', sendingFacility, team: id });
}

/** Nobody is in it: its topic tells the canary's own queue. */
function canaryTeam(id: CanaryId): Config['teams'][number] {
  return { id, name: 'Canary', contacts: [{ protocol: 'email', to: STAND_INS.email }] };
}

function withStandIn(contact: Contact): Contact {
  return { ...contact, to: STAND_INS[contact.protocol] };
}
