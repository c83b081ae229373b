import {
  endpointKey,
  filterPolicyOf,
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
export function planSubscriptions({ subscriptions }: Wanted, listed: readonly ListedSubscription[]): Plan {
  const stateOf = (wanted: WantedSubscription) => strongest(listed.filter((one) => isOf(one, wanted)));
  const withState = subscriptions.map((wanted) => ({ wanted, found: stateOf(wanted) }));
  const contactsIn = (state: ListedSubscription['state']) =>
    withState.flatMap(({ wanted, found }) => (found?.state === state ? wanted.contacts : []));
  return {
    subscribe: withState
      .filter(({ found }) => found === undefined || found.state === 'ended')
      .map(({ wanted }) => wanted),
    widen: withState.flatMap(({ wanted, found }) =>
      found && isContact(found) ? changeTo(widened(wanted, found), found) : [],
    ),
    unconfirmed: contactsIn('pending'),
    ended: contactsIn('ended'),
  };
}

/**
 * What filters let through beyond what is asked for, as far as every such level is heard of by another confirmed
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
    if (unheardLevels(wanted, after).length > unheardLevels(wanted, left).length) continue;
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

/** The levels of which somebody is to hear and no confirmed subscription hears. */
export function unheardLevels(
  { levels }: Pick<Wanted, 'levels'>,
  listed: readonly ListedSubscription[],
): readonly PagingLevel[] {
  return levels.filter((level) => heardBy(level, listed) === 0);
}

/** How many confirmed subscriptions hear of a level. */
export function heardBy(level: PagingLevel, listed: readonly ListedSubscription[]): number {
  return listed.filter(isContact).filter((one) => levelsHeard(one).includes(level)).length;
}

const STRENGTH = { confirmed: 2, pending: 1, ended: 0 } as const;

/** The same endpoint may be listed again after it has ended. */
function strongest(listed: readonly ListedSubscription[]): ListedSubscription | undefined {
  return [...listed].sort((a, b) => STRENGTH[b.state] - STRENGTH[a.state])[0];
}

/** What is asked for, and what it lets through already. */
function widened(wanted: WantedSubscription, found: ListedSubscription): string | undefined {
  if (wanted.filterPolicy === undefined) return undefined;
  const heard = levelsHeard(found);
  return filterPolicyOf(
    PAGING_LEVELS.filter((level) => wanted.levels.includes(level) || heard.includes(level)),
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

function policyOf(policy: string | undefined): Record<string, unknown> {
  return policy === undefined ? {} : JSON.parse(policy);
}
