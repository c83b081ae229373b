import { planSubscriptions, strangers, superfluous, unheardLevels } from './plan-subscriptions.ts';
import type { Subscriptions } from './sns-subscriptions.ts';
import { type ContactTopic, type PagingLevel, wantedSubscriptions } from './wanted-subscriptions.ts';

/** What was found and done at one topic. Contacts by their names, never by numbers or addresses. */
export type Reconciled = {
  readonly topic: string;
  readonly subscribed: number;
  readonly filtered: number;
  readonly unsubscribed: number;
  /** Asked for no more, and kept because a level would be left with nobody or a contact is unknown. */
  readonly kept: number;
  readonly unknown: readonly string[];
  readonly unconfirmed: readonly string[];
  readonly ended: readonly string[];
  readonly unheard: readonly PagingLevel[];
};

/**
 * Makes the subscriptions of a topic those that its contacts ask for: new ones first, then changed filters, and only then,
 * having looked again, are old ones taken away. Nothing to do the second time.
 */
export async function reconcileSubscriptions(
  subscriptions: Subscriptions,
  topic: ContactTopic,
  parameters: ReadonlyMap<string, string>,
): Promise<Reconciled> {
  const wanted = wantedSubscriptions(topic, parameters);
  const before = await subscriptions.list(topic.arn);
  const { subscribe, filter, unconfirmed, ended } = planSubscriptions(wanted, before);
  for (const one of subscribe) await subscriptions.subscribe(topic.arn, one);
  for (const { arn, wanted: one } of filter) await subscriptions.filter(arn, one);
  const isChanged = subscribe.length + filter.length > 0;
  const after = isChanged ? await subscriptions.list(topic.arn) : before;
  const gone = superfluous(wanted, after);
  for (const { arn } of gone) await subscriptions.unsubscribe(arn);
  return {
    topic: topic.name,
    subscribed: subscribe.length,
    filtered: filter.length,
    unsubscribed: gone.length,
    kept: strangers(wanted, after).length - gone.length,
    unknown: wanted.unknown,
    unconfirmed,
    ended,
    unheard: unheardLevels(wanted, after),
  };
}
