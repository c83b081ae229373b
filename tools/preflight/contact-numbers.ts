import { type ContactTopic, wantedSubscriptions } from '../../shared/alerting/wanted-subscriptions.ts';
import type { Looked } from './finding.ts';

/** Telephone numbers of contacts, and whose they are. */
export function numbersOf(
  topics: readonly ContactTopic[],
  contacts: Looked<ReadonlyMap<string, string>>,
): ReadonlyMap<string, string> {
  const parameters = contacts.is === 'known' ? contacts.value : new Map<string, string>();
  return new Map(
    topics.flatMap((topic) =>
      wantedSubscriptions(topic, parameters)
        .subscriptions.filter(({ protocol }) => protocol === 'sms')
        .map(({ endpoint, contacts: names }) => [endpoint, `${topic.name} ${names.join(', ')}`] as const),
    ),
  );
}
