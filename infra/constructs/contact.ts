import type { Team } from '../../shared/runtime/config.ts';
import { peopleOf } from '../../shared/runtime/config-escalation.ts';

export type Contact = Team['contacts'][number];
export type PagingLevel = NonNullable<Contact['levels']>[number];

const PAGING_LEVELS = ['critical', 'urgent', 'routine'] as const satisfies readonly PagingLevel[];

const LEVELS_OF_PROTOCOL = {
  sms: ['critical', 'urgent'],
  email: ['critical', 'urgent', 'routine'],
} as const satisfies Record<Contact['protocol'], readonly PagingLevel[]>;

/** The levels of which a contact is paged: its own, else those of its protocol. */
export function levelsOf(contact: Contact): readonly PagingLevel[] {
  return contact.levels ?? LEVELS_OF_PROTOCOL[contact.protocol];
}

/** Fewer reach too little: one lost telephone, one full mailbox, and nobody hears. */
const LEAST_CONTACTS = 2;

/** One line for each paging level of a team that fewer than two contacts hear of, and of a step that nobody may hear of. */
export function tooFewContacts(team: Team): readonly string[] {
  return PAGING_LEVELS.flatMap((level) => [...tooFewOfTeam(team, level), ...deafSteps(team, level)]);
}

function tooFewOfTeam({ id, contacts }: Team, level: PagingLevel): readonly string[] {
  const reached = contacts.filter((contact) => levelsOf(contact).includes(level)).length;
  if (reached >= LEAST_CONTACTS) return [];
  return [
    `team "${id}": ${level} reaches ${reached} contact${reached === 1 ? '' : 's'}; give it at least ${LEAST_CONTACTS}`,
  ];
}

/** A routine alert goes to the first two steps only. */
const MOST_STEPS = {
  critical: Number.POSITIVE_INFINITY,
  urgent: Number.POSITIVE_INFINITY,
  routine: 2,
} as const;

/** A step reaches its own contacts, and those of whoever its rota has on call. */
function deafSteps({ id, contacts, escalation, rota = [] }: Team, level: PagingLevel): readonly string[] {
  const hearing = contacts.filter((contact) => levelsOf(contact).includes(level));
  const { steps = [] } = escalation ?? {};
  return steps.slice(0, MOST_STEPS[level]).flatMap(({ id: step }) => {
    const fault = `team "${id}": ${level} at step "${step}" reaches nobody`;
    if (hearing.some((contact) => isOfStep(contact, step, steps[0]?.id))) return [];
    const ofStep = rota.find((one) => one.step === step);
    if (ofStep === undefined) return [`${fault}; give the step a contact who hears of it`];
    const people = peopleOf(ofStep).filter((person) => !hearing.some((contact) => contact.person === person));
    return people.map(
      (person) => `${fault} while "${person}" is on call; give that person a contact who hears of it`,
    );
  });
}

function isOfStep({ step, person }: Contact, id: string, first: string | undefined): boolean {
  return person === undefined && (step ?? first) === id;
}
