import type { Team } from '../../shared/runtime/config.ts';

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

/** One line for each paging level of a team that fewer than two contacts hear of. */
export function tooFewContacts(team: Team): readonly string[] {
  return PAGING_LEVELS.flatMap((level) => {
    const reached = team.contacts.filter((contact) => levelsOf(contact).includes(level)).length;
    if (reached >= LEAST_CONTACTS) return [];
    return [
      `team "${team.id}": ${level} reaches ${reached} contact${reached === 1 ? '' : 's'}; give it at least ${LEAST_CONTACTS}`,
    ];
  });
}
