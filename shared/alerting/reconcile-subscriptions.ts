import {
  type FilterChange,
  narrowings,
  planSubscriptions,
  strangers,
  superfluous,
  unheardOf,
  withFilters,
} from './plan-subscriptions.ts';
import type { Subscriptions } from './sns-subscriptions.ts';
import { type ContactTopic, type Hearing, wantedSubscriptions } from './wanted-subscriptions.ts';

/** What was found and done at one topic. Contacts by their names, never by numbers or addresses. */
export type Reconciled = {
  readonly topic: string;
  readonly subscribed: number;
  readonly filtered: number;
  readonly unsubscribed: number;
  /** Asked for no more, and kept because a level of a step would be left with nobody or a contact is unknown. */
  readonly kept: number;
  readonly unknown: readonly string[];
  readonly unconfirmed: readonly string[];
  readonly ended: readonly string[];
  readonly unheard: readonly Hearing[];
};

/**
 * Makes the subscriptions of a topic those that its contacts ask for: new ones and wider filters first, and only then, having
 * looked again, narrower filters and what nobody asks for. Nothing to do the second time.
 */
export async function reconcileSubscriptions(
  subscriptions: Subscriptions,
  topic: ContactTopic,
  parameters: ReadonlyMap<string, string>,
): Promise<Reconciled> {
  const wanted = wantedSubscriptions(topic, parameters);
  const { subscribe, widen, unconfirmed, ended } = planSubscriptions(
    wanted,
    await subscriptions.list(topic.arn),
  );
  for (const one of subscribe) await subscriptions.subscribe(topic.arn, one);
  await filter(subscriptions, widen);
  const widest = await subscriptions.list(topic.arn);
  const narrow = narrowings(wanted, widest);
  await filter(subscriptions, narrow);
  const filtered = withFilters(widest, narrow);
  const gone = superfluous(wanted, filtered);
  for (const { arn } of gone) await subscriptions.unsubscribe(arn);
  return {
    topic: topic.name,
    subscribed: subscribe.length,
    filtered: widen.length + narrow.length,
    unsubscribed: gone.length,
    kept: strangers(wanted, filtered).length - gone.length,
    unknown: wanted.unknown,
    unconfirmed,
    ended,
    unheard: unheardOf(wanted, filtered),
  };
}

async function filter(subscriptions: Subscriptions, changes: readonly FilterChange[]): Promise<void> {
  for (const { of, filterPolicy } of changes) await subscriptions.filter(of.arn, filterPolicy);
}
