import { type Config, contactSchema, isCanary } from '../runtime/config.ts';
import { namedContacts } from './contact-names.ts';
import { type Contact, type Protocol, receives } from './routing.ts';

export const PAGING_LEVELS = ['critical', 'urgent', 'routine'] as const;
export type PagingLevel = (typeof PAGING_LEVELS)[number];

/** Pages go to the first step of the escalation chain first. */
const FIRST_STEP = 'first';

/** A topic and who is to hear of it. */
export type ContactTopic = {
  /** A team's id, or `operations`. */
  readonly name: string;
  readonly arn: string;
  /** Below it each contact has a parameter: teams/lung/sms-1. */
  readonly path: string;
  readonly contacts: readonly Contact[];
  /** Whether a contact hears only of its levels; operations hear everything. */
  readonly byLevel: boolean;
};

/** Every topic of a deployment that people hear of; a canary's tells its own queue. */
export function contactTopics(
  { teams, operations }: Pick<Config, 'teams' | 'operations'>,
  arns: { readonly teamTopicArnPrefix: string; readonly operationsTopicArn: string },
): readonly ContactTopic[] {
  const ofPeople = teams.filter(({ id }) => !isCanary(id));
  const ofTeams = ofPeople.map(({ id, contacts }) => ({
    name: id,
    arn: `${arns.teamTopicArnPrefix}${id}`,
    path: `teams/${id}`,
    contacts,
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
  /** The contacts it stands for: two that share a number share a subscription. */
  readonly contacts: readonly string[];
  /** Undefined = everything. */
  readonly filterPolicy: string | undefined;
};

export type Wanted = {
  /** Those of which some contact is to hear, known or not. */
  readonly levels: readonly PagingLevel[];
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
  const levels = PAGING_LEVELS.filter((level) =>
    topic.contacts.some((contact) => hears(topic, contact, level)),
  );
  const subscriptions = [...byEndpoint.values()].filter((one) => one.levels.length > 0);
  return { levels, subscriptions, unknown };
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
  return {
    protocol: contact.protocol,
    endpoint: before?.endpoint ?? endpoint,
    levels,
    contacts: [...(before?.contacts ?? []), name],
    filterPolicy: topic.byLevel ? filterPolicyOf(levels) : undefined,
  };
}

function hears({ byLevel }: ContactTopic, contact: Contact, level: PagingLevel): boolean {
  return !byLevel || receives(contact, level);
}

/** Lets through the pages of these levels to the first step. */
export function filterPolicyOf(levels: readonly PagingLevel[]): string {
  return JSON.stringify({ level: levels, contact: [FIRST_STEP] });
}
