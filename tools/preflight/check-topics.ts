import {
  heardBy,
  type ListedSubscription,
  planSubscriptions,
  strangers,
} from '../../shared/alerting/plan-subscriptions.ts';
import {
  type ContactTopic,
  type Wanted,
  wantedSubscriptions,
} from '../../shared/alerting/wanted-subscriptions.ts';
import { type Finding, fail, findingsOf, orOk, warn } from './finding.ts';
import type { Gathered, TopicState } from './gathered.ts';

const CHECK = 'subscriptions';
/** As the synthesis asks of the configuration. */
const LEAST_REACHED = 2;
/** Whoever is next stands behind them. */
const LEAST_REACHED_OF_STEP = 1;

/** Whether every contact is known and subscribed to the right topic with the right filter, and every level reaches enough. */
export function checkTopics({
  topics,
  missingTopics,
  contacts,
}: Pick<Gathered, 'topics' | 'missingTopics' | 'contacts'>): readonly Finding[] {
  return [
    ...missingTopics.map((name) => fail(CHECK, `${name}: has no topic: deploy this configuration`)),
    ...findingsOf('contacts', 'the contacts in Parameter Store', contacts, (parameters) =>
      topics.flatMap((state) => checkTopic(state, parameters)),
    ),
  ];
}

function checkTopic(
  { topic, listed }: TopicState,
  parameters: ReadonlyMap<string, string>,
): readonly Finding[] {
  return findingsOf(CHECK, `the subscriptions of ${topic.name}`, listed, (subscriptions) => {
    const wanted = wantedSubscriptions(topic, parameters);
    const findings = [
      ...unknownContacts(topic.name, topic.path, wanted),
      ...unlikeWanted(topic.name, wanted, subscriptions),
      ...thinLevels(topic, wanted, subscriptions),
    ];
    return orOk(
      findings,
      CHECK,
      `${topic.name}: every contact is subscribed, and every level reaches enough of them`,
    );
  });
}

function unknownContacts(name: string, path: string, { unknown }: Wanted): readonly Finding[] {
  return unknown.map((contact) =>
    fail(
      'contacts',
      `${name} ${contact}: the parameter ${path}/${contact} holds no number or address: set it`,
    ),
  );
}

function unlikeWanted(
  name: string,
  wanted: Wanted,
  listed: readonly ListedSubscription[],
): readonly Finding[] {
  const { subscribe, widen, unconfirmed, ended } = planSubscriptions(wanted, listed);
  const missing = subscribe.flatMap(({ contacts }) => contacts).filter((contact) => !ended.includes(contact));
  return [
    ...missing.map((contact) =>
      fail(CHECK, `${name} ${contact}: is not subscribed: run the function subscriptions, or wait an hour`),
    ),
    ...ended.map((contact) =>
      fail(
        CHECK,
        `${name} ${contact}: the subscription was ended: ask why; the reader has to confirm a new one`,
      ),
    ),
    ...unconfirmed.map((contact) =>
      fail(
        CHECK,
        `${name} ${contact}: has not confirmed: ask the reader to follow the link in the e-mail of SNS`,
      ),
    ),
    ...widen.map(() =>
      fail(
        CHECK,
        `${name}: a filter does not let through all that its contact is to hear: run subscriptions`,
      ),
    ),
    ...strangers(wanted, listed).map(({ protocol }) =>
      warn(
        CHECK,
        `${name}: a subscription by ${protocol} is no contact's any more: it goes once nobody needs it`,
      ),
    ),
  ];
}

function thinLevels(
  { name, byLevel, escalation }: ContactTopic,
  { hearings }: Wanted,
  listed: readonly ListedSubscription[],
): readonly Finding[] {
  const heard = byLevel ? hearings : hearings.slice(0, 1);
  return heard.flatMap((hearing) => {
    const reached = heardBy(hearing, listed);
    const least = escalation === undefined ? LEAST_REACHED : LEAST_REACHED_OF_STEP;
    if (reached >= least) return [];
    const verdict = byLevel || reached === 0 ? fail : warn;
    const what = byLevel ? hearing.replace(' ', ' to ') : 'a fault';
    const text = `${name}: ${what} reaches ${reached === 0 ? 'nobody' : 'one subscription only'}`;
    return [verdict(CHECK, `${text}: see to at least ${least} confirmed ${least === 1 ? 'one' : 'ones'}`)];
  });
}
