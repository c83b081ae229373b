import {
  endpointKey,
  filterPolicyOf,
  type Hearing,
  hearingOf,
  nameOfHearing,
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
  /** Nobody hears of less by these. */
  readonly widen: readonly FilterChange[];
  /** Contacts that wait for the click on a link. */
  readonly unconfirmed: readonly string[];
  /** Contacts whose subscription had ended; they are subscribed anew. */
  readonly ended: readonly string[];
};

/** Another filter for a confirmed subscription; undefined = everything. */
export type FilterChange = { readonly of: Confirmed; readonly filterPolicy: string | undefined };

const OURS: readonly string[] = ['sms', 'email'];

/** New subscriptions and wider filters. One that still waits for its confirmation is not asked for again. */
export function planSubscriptions(
  { subscriptions, hearings }: Wanted,
  listed: readonly ListedSubscription[],
): Plan {
  const stateOf = (wanted: WantedSubscription) => strongest(listed.filter((one) => isOf(one, wanted)));
  const withState = subscriptions.map((wanted) => ({ wanted, found: stateOf(wanted) }));
  const contactsIn = (state: ListedSubscription['state']) =>
    withState.flatMap(({ wanted, found }) => (found?.state === state ? wanted.contacts : []));
  return {
    subscribe: withState
      .filter(({ found }) => found === undefined || found.state === 'ended')
      .map(({ wanted }) => wanted),
    widen: withState.flatMap(({ wanted, found }) =>
      found && isContact(found) ? changeTo(widened(wanted, found, hearings), found) : [],
    ),
    unconfirmed: contactsIn('pending'),
    ended: contactsIn('ended'),
  };
}

/**
 * What filters let through beyond what is asked for, as far as all of it is heard of by another confirmed
 * subscription, strangers included.
 */
export function narrowings(wanted: Wanted, listed: readonly ListedSubscription[]): readonly FilterChange[] {
  const changes: FilterChange[] = [];
  let left = listed;
  for (const subscription of wanted.subscriptions) {
    const found = left.filter(isContact).find((one) => isOf(one, subscription));
    const [change] = found ? changeTo(subscription.filterPolicy, found) : [];
    if (change === undefined) continue;
    const after = withFilters(left, [change]);
    if (unheardOf(wanted, after).length > unheardOf(wanted, left).length) continue;
    changes.push(change);
    left = after;
  }
  return changes;
}

/** The subscriptions once their filters are changed. */
export function withFilters(
  listed: readonly ListedSubscription[],
  changes: readonly FilterChange[],
): readonly ListedSubscription[] {
  const changed = new Map(changes.map((change) => [change.of.arn, change]));
  return listed.map((one) => {
    const change = one.arn === undefined ? undefined : changed.get(one.arn);
    return change === undefined ? one : { ...one, filterPolicy: change.filterPolicy };
  });
}

/** Confirmed subscriptions that nobody asks for any more. Queues and the like are none of ours. */
export function strangers(
  { subscriptions }: Wanted,
  listed: readonly ListedSubscription[],
): readonly Confirmed[] {
  return listed.filter(isContact).filter((one) => !subscriptions.some((wanted) => isOf(one, wanted)));
}

/**
 * Those of the strangers that nobody would miss: all that such a one hears of is heard of by a confirmed one that stays.
 * None while a contact is unknown: it might be that one.
 */
export function superfluous(wanted: Wanted, listed: readonly ListedSubscription[]): readonly Confirmed[] {
  if (wanted.unknown.length > 0) return [];
  const going = strangers(wanted, listed);
  const staying = listed.filter((one) => !going.some((other) => other === one));
  const unheard = unheardOf(wanted, staying);
  return going.filter((one) => !unheard.some((hearing) => hears(one, hearing)));
}

/** What somebody is to hear of and no confirmed subscription does. */
export function unheardOf(
  { hearings }: Pick<Wanted, 'hearings'>,
  listed: readonly ListedSubscription[],
): readonly Hearing[] {
  return hearings.filter((hearing) => heardBy(hearing, listed) === 0);
}

/** How many confirmed subscriptions hear of it. */
export function heardBy(hearing: Hearing, listed: readonly ListedSubscription[]): number {
  return listed.filter(isContact).filter((one) => hears(one, hearing)).length;
}

const STRENGTH = { confirmed: 2, pending: 1, ended: 0 } as const;

/** The same endpoint may be listed again after it has ended. */
function strongest(listed: readonly ListedSubscription[]): ListedSubscription | undefined {
  return [...listed].sort((a, b) => STRENGTH[b.state] - STRENGTH[a.state])[0];
}

/** What is asked for, and what it lets through already of what anybody asks for. */
function widened(
  wanted: WantedSubscription,
  found: ListedSubscription,
  hearings: Wanted['hearings'],
): string | undefined {
  if (wanted.filterPolicy === undefined) return undefined;
  const heard = levelsHeard(found);
  const names = new Set([...wanted.names, ...(namesHeard(found) ?? hearings.map(nameOfHearing))]);
  return filterPolicyOf(
    PAGING_LEVELS.filter((level) => wanted.levels.includes(level) || heard.includes(level)),
    [...names],
  );
}

/** None where the filter is so already. */
function changeTo(filterPolicy: string | undefined, of: Confirmed): readonly FilterChange[] {
  return canonical(filterPolicy) === canonical(of.filterPolicy) ? [] : [{ of, filterPolicy }];
}

function isOf(listed: ListedSubscription, wanted: WantedSubscription): boolean {
  return endpointKey(listed.protocol, listed.endpoint) === endpointKey(wanted.protocol, wanted.endpoint);
}

function isContact(listed: ListedSubscription): listed is Confirmed {
  return listed.state === 'confirmed' && listed.arn !== undefined && OURS.includes(listed.protocol);
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

/** The steps and persons a filter lets through; undefined = all. */
function namesHeard({ filterPolicy }: ListedSubscription): readonly string[] | undefined {
  const { contact } = policyOf(filterPolicy);
  return contact === undefined ? undefined : [contact].flat().map(String);
}

function hears(one: ListedSubscription, hearing: Hearing): boolean {
  const names = namesHeard(one);
  return levelsHeard(one).some((level) =>
    names === undefined
      ? hearing === level || hearing.startsWith(`${level} `)
      : names.some((name) => hearingOf(level, name) === hearing),
  );
}

function policyOf(policy: string | undefined): Record<string, unknown> {
  return policy === undefined ? {} : JSON.parse(policy);
}
