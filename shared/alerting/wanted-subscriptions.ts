import { type Config, contactSchema, isCanary, type Team } from '../runtime/config.ts';
import { FIRST_STEP } from '../runtime/config-escalation-faults.ts';
import { namedContacts } from './contact-names.ts';
import { type Contact, contactName, type Protocol, receives } from './routing.ts';

export const PAGING_LEVELS = ['critical', 'urgent', 'routine'] as const;
export type PagingLevel = (typeof PAGING_LEVELS)[number];

/** Pages of a level at the first step: `critical`; at a later one, or to a person on call: `critical consultant`. */
export type Hearing = PagingLevel | `${PagingLevel} ${string}`;

/** A topic and who is to hear of it. */
export type ContactTopic = {
  /** A team's id, or `operations`. */
  readonly name: string;
  readonly arn: string;
  /** Below it each contact has a parameter: teams/lung/sms-1. */
  readonly path: string;
  readonly contacts: readonly Contact[];
  /** Of the team, which says what its first step is. */
  readonly escalation?: Team['escalation'];
  /** Whether a contact hears only of its levels and steps; operations hear everything. */
  readonly byLevel: boolean;
};

/** Every topic of a deployment that people hear of; a canary's tells its own queue. */
export function contactTopics(
  { teams, operations }: Pick<Config, 'teams' | 'operations'>,
  arns: { readonly teamTopicArnPrefix: string; readonly operationsTopicArn: string },
): readonly ContactTopic[] {
  const ofPeople = teams.filter(({ id }) => !isCanary(id));
  const ofTeams = ofPeople.map(({ id, contacts, escalation }) => ({
    name: id,
    arn: `${arns.teamTopicArnPrefix}${id}`,
    path: `teams/${id}`,
    contacts,
    escalation,
    byLevel: true,
  }));
  const ofOperations = { name: 'operations', arn: arns.operationsTopicArn, path: 'operations' };
  return [...ofTeams, { ...ofOperations, contacts: operations, byLevel: false }];
}

/** One subscription as it should be. */
export type WantedSubscription = {
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly levels: readonly PagingLevel[];
  /** Steps and persons, as pages are marked. */
  readonly names: readonly string[];
  /** The contacts it stands for: two that share a number share a subscription, with the levels and steps of both. */
  readonly contacts: readonly string[];
  /** Undefined = everything. */
  readonly filterPolicy: string | undefined;
};

export type Wanted = {
  /** What some contact is to hear of, known or not. */
  readonly hearings: readonly Hearing[];
  readonly subscriptions: readonly WantedSubscription[];
  /** Contacts whose parameter is missing or holds no number or address. */
  readonly unknown: readonly string[];
};

/** What a topic's contacts ask for. `parameters` are values by path, as Parameter Store has them. */
export function wantedSubscriptions(topic: ContactTopic, parameters: ReadonlyMap<string, string>): Wanted {
  const byEndpoint = new Map<string, WantedSubscription>();
  const unknown: string[] = [];
  for (const [name, contact] of namedContacts(topic.contacts)) {
    const to = parameters.get(`${topic.path}/${name}`)?.trim();
    const known = contactSchema.safeParse({ protocol: contact.protocol, to });
    if (!known.success) {
      unknown.push(name);
      continue;
    }
    const key = endpointKey(contact.protocol, known.data.to);
    byEndpoint.set(key, joined(byEndpoint.get(key), known.data.to, { name, contact, topic }));
  }
  const hearings = PAGING_LEVELS.flatMap((level) =>
    topic.contacts
      .filter((contact) => hears(topic, contact, level))
      .map((contact) => hearingOf(level, nameOf(topic, contact))),
  );
  const subscriptions = [...byEndpoint.values()].filter((one) => one.levels.length > 0);
  return { hearings: [...new Set(hearings)], subscriptions, unknown };
}

/** Addresses are one whatever their case. */
export function endpointKey(protocol: string, endpoint: string): string {
  return `${protocol}:${endpoint.toLowerCase()}`;
}

function joined(
  before: WantedSubscription | undefined,
  endpoint: string,
  { name, contact, topic }: { name: string; contact: Contact; topic: ContactTopic },
): WantedSubscription {
  const levels = PAGING_LEVELS.filter(
    (level) => before?.levels.includes(level) || hears(topic, contact, level),
  );
  const names = [...new Set([...(before?.names ?? []), nameOf(topic, contact)])];
  return {
    protocol: contact.protocol,
    endpoint: before?.endpoint ?? endpoint,
    levels,
    names,
    contacts: [...(before?.contacts ?? []), name],
    filterPolicy: topic.byLevel ? filterPolicyOf(levels, names) : undefined,
  };
}

function hears({ byLevel }: ContactTopic, contact: Contact, level: PagingLevel): boolean {
  return !byLevel || receives(contact, level);
}

function nameOf({ escalation }: ContactTopic, contact: Contact): string {
  return contactName(contact, { escalation });
}

export function hearingOf(level: PagingLevel, name: string): Hearing {
  return name === FIRST_STEP ? level : `${level} ${name}`;
}

/** The step or person of it. */
export function nameOfHearing(hearing: Hearing): string {
  const [, name = FIRST_STEP] = hearing.split(' ');
  return name;
}

/** Lets through the pages of these levels to these steps and persons. */
export function filterPolicyOf(
  levels: readonly PagingLevel[],
  names: readonly string[] = [FIRST_STEP],
): string {
  return JSON.stringify({ level: levels, contact: names });
}
