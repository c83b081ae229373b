import type { Level } from '../clinical/level.ts';
import type { Config, Team } from '../runtime/config.ts';
import { FIRST_STEP } from '../runtime/config-escalation-faults.ts';

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

/** What the pages of a step are marked with: of the first step the same for every team, with an escalation or without. */
export function stepName({ escalation }: Pick<Team, 'escalation'>, step: string | undefined): string {
  return step === undefined || step === escalation?.steps[0]?.id ? FIRST_STEP : step;
}

/** What a team calls the step whose pages are marked with these names; undefined where it has no such step any more. */
export function stepTitle(
  team: Pick<Team, 'escalation'> | undefined,
  names: readonly string[],
): string | undefined {
  const isIt = ({ id }: { readonly id: string }) => team !== undefined && names.includes(stepName(team, id));
  return team?.escalation?.steps.find(isIt)?.name;
}

/** What the pages to a person on call are marked with. No step has such a name. */
export function personName(person: string): string {
  return `person:${person}`;
}

/** Of the pages of its team a contact hears those that are marked with this. */
export function contactName({ step, person }: Contact, team: Pick<Team, 'escalation'>): string {
  return person === undefined ? stepName(team, step) : personName(person);
}

/** Everyone whom a page of this level reaches at this team. `names` say of which steps and persons; the first step when left out. */
export function contactsFor(
  team: Team,
  level: Level,
  names: readonly string[] = [FIRST_STEP],
): readonly Contact[] {
  return team.contacts.filter(
    (contact) => receives(contact, level) && names.includes(contactName(contact, team)),
  );
}
