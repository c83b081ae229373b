import type { Team } from '../runtime/config.ts';
import { peopleOf } from '../runtime/config-escalation.ts';
import { namedContacts } from './contact-names.ts';
import { type Contact, receives } from './routing.ts';
import type { PageText } from './wording.ts';

const SMS =
  'TEST of Calcium Alerts. There is no patient and nothing to do. Tell whoever asked for this test that it reached you.';

/** A page that only tries the way. It goes to whoever hears of critical pages. */
export const TEST_PAGE: PageText = {
  subject: 'TEST of Calcium Alerts - no patient - nothing to do',
  sms: SMS,
  email: `${SMS}\n\nPages of critical results reach you in the same way.\n`,
};

/** A contact of a team, by its name in the configuration, and whether a test page reaches it. */
export type TestedContact = {
  readonly name: string;
  readonly person?: string;
  /** Counted from 1. */
  readonly step: number;
  /** What the team calls the step; the only one has no name. */
  readonly stepName?: string;
  readonly isReached: boolean;
};

/** Every contact of a team in the order of its steps. */
export function testedContacts(team: Team): readonly TestedContact[] {
  return Array.from(namedContacts(team.contacts), ([name, contact]) =>
    testedContact(name, contact, team),
  ).sort((a, b) => a.step - b.step);
}

function testedContact(name: string, contact: Contact, { escalation, rota = [] }: Team): TestedContact {
  const { person } = contact;
  const ofPerson = rota.find((one) => person !== undefined && peopleOf(one).includes(person));
  const id = contact.step ?? ofPerson?.step;
  const steps = escalation?.steps ?? [];
  const step = Math.max(
    0,
    steps.findIndex((one) => one.id === id),
  );
  const stepName = steps[step]?.name;
  return {
    ...{ name, step: step + 1, isReached: receives(contact, 'critical') },
    ...(person !== undefined && { person }),
    ...(stepName !== undefined && { stepName }),
  };
}
