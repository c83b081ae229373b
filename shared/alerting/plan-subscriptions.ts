import {
  endpointKey,
  PAGING_LEVELS,
  type PagingLevel,
  type Wanted,
  type WantedSubscription,
} from './wanted-subscriptions.ts';

/** A subscription as SNS lists it. */
export type ListedSubscription = {
  readonly protocol: string;
  readonly endpoint: string;
  /** `pending`: not yet confirmed by its reader, gone after 48 hours. `ended`: by its reader or by SNS. */
  readonly state: 'confirmed' | 'pending' | 'ended';
  /** Of a confirmed one. */
  readonly arn: string | undefined;
  /** Of a confirmed one that has any. */
  readonly filterPolicy: string | undefined;
};

export type Confirmed = ListedSubscription & { readonly arn: string };

/** What is to be done before anything is taken away. */
export type Plan = {
  readonly subscribe: readonly WantedSubscription[];
  readonly filter: readonly { readonly arn: string; readonly wanted: WantedSubscription }[];
  /** Contacts that wait for the click on a link. */
  readonly unconfirmed: readonly string[];
  /** Contacts whose subscription had ended; they are subscribed anew. */
  readonly ended: readonly string[];
};

const OURS: readonly string[] = ['sms', 'email'];

/** New subscriptions and changed filters. One that still waits for its confirmation is not asked for again. */
export function planSubscriptions({ subscriptions }: Wanted, listed: readonly ListedSubscription[]): Plan {
  const stateOf = (wanted: WantedSubscription) => strongest(listed.filter((one) => isOf(one, wanted)));
  const withState = subscriptions.map((wanted) => ({ wanted, found: stateOf(wanted) }));
  const contactsIn = (state: ListedSubscription['state']) =>
    withState.flatMap(({ wanted, found }) => (found?.state === state ? wanted.contacts : []));
  return {
    subscribe: withState
      .filter(({ found }) => found === undefined || found.state === 'ended')
      .map(({ wanted }) => wanted),
    filter: withState.flatMap(({ wanted, found }) =>
      found?.arn !== undefined && !samePolicy(found.filterPolicy, wanted.filterPolicy)
        ? [{ arn: found.arn, wanted }]
        : [],
    ),
    unconfirmed: contactsIn('pending'),
    ended: contactsIn('ended'),
  };
}

/** Confirmed subscriptions that nobody asks for any more. Queues and the like are none of ours. */
export function strangers(
  { subscriptions }: Wanted,
  listed: readonly ListedSubscription[],
): readonly Confirmed[] {
  return listed.filter(isContact).filter((one) => !subscriptions.some((wanted) => isOf(one, wanted)));
}

/**
 * Those of the strangers that nobody would miss: every level such a one hears of is heard of by a confirmed one that stays.
 * None while a contact is unknown: it might be that one.
 */
export function superfluous(wanted: Wanted, listed: readonly ListedSubscription[]): readonly Confirmed[] {
  if (wanted.unknown.length > 0) return [];
  const going = strangers(wanted, listed);
  const staying = listed.filter((one) => !going.some((other) => other === one));
  const unheard = unheardLevels(wanted, staying);
  return going.filter((one) => !levelsHeard(one).some((level) => unheard.includes(level)));
}

/** The levels that somebody asks for and no confirmed subscription hears of. */
export function unheardLevels(
  { subscriptions }: Wanted,
  listed: readonly ListedSubscription[],
): readonly PagingLevel[] {
  const heard = new Set(listed.filter(isContact).flatMap(levelsHeard));
  const asked = new Set(subscriptions.flatMap(({ levels }) => levels));
  return PAGING_LEVELS.filter((level) => asked.has(level) && !heard.has(level));
}

const STRENGTH = { confirmed: 2, pending: 1, ended: 0 } as const;

/** The same endpoint may be listed again after it has ended. */
function strongest(listed: readonly ListedSubscription[]): ListedSubscription | undefined {
  return [...listed].sort((a, b) => STRENGTH[b.state] - STRENGTH[a.state])[0];
}

function isOf(listed: ListedSubscription, wanted: WantedSubscription): boolean {
  return endpointKey(listed.protocol, listed.endpoint) === endpointKey(wanted.protocol, wanted.endpoint);
}

function isContact(listed: ListedSubscription): listed is Confirmed {
  return listed.state === 'confirmed' && listed.arn !== undefined && OURS.includes(listed.protocol);
}

function samePolicy(one: string | undefined, other: string | undefined): boolean {
  return canonical(one) === canonical(other);
}

/** Independent of the order in which SNS gives it back. */
function canonical(policy: string | undefined): string {
  const entries = Object.entries(policyOf(policy)).map(([key, values]) => [key, [values].flat().sort()]);
  return JSON.stringify(entries.sort());
}

/** The levels a filter lets through; all where it says nothing of levels. */
function levelsHeard({ filterPolicy }: ListedSubscription): readonly PagingLevel[] {
  const { level } = policyOf(filterPolicy);
  return level === undefined ? PAGING_LEVELS : PAGING_LEVELS.filter((one) => [level].flat().includes(one));
}

function policyOf(policy: string | undefined): Record<string, unknown> {
  return policy === undefined ? {} : JSON.parse(policy);
}
