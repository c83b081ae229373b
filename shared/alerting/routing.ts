import type { Level } from '../clinical/level.ts';
import type { Config, Team } from '../runtime/config.ts';

export type Protocol = 'sms' | 'email';
export type Contact = Team['contacts'][number];
export type Routing = Pick<Config, 'teams' | 'fallbackTeam'>;

/** How each level leaves the house (docs/clinical.md, "Alerts and wording"); worklist goes to nobody's pager. */
const PROTOCOLS: Readonly<Record<Level, readonly Protocol[]>> = {
  critical: ['sms', 'email'],
  urgent: ['sms', 'email'],
  routine: ['email'],
  worklist: [],
};

export function protocolsFor(level: Level): readonly Protocol[] {
  return PROTOCOLS[level];
}

/** The team that is paged: the patient's own where it is configured, else the fallback team. */
export function teamFor(team: string | undefined, routing: Routing): string {
  const known = routing.teams.some(({ id }) => id === team);
  return known && team !== undefined ? team : routing.fallbackTeam;
}

/** Whether a page of this level goes to this contact: by the contact's own levels, else by its protocol's. */
export function receives(contact: Contact, level: Level): boolean {
  if (level === 'worklist') return false;
  return contact.levels === undefined
    ? protocolsFor(level).includes(contact.protocol)
    : contact.levels.includes(level);
}

/** Everyone whom a page of this level reaches at this team. */
export function contactsFor(team: Team, level: Level): readonly Contact[] {
  return team.contacts.filter((contact) => receives(contact, level));
}
