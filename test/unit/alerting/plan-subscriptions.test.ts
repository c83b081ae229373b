import { describe, expect, it } from 'vitest';
import {
  type ListedSubscription,
  planSubscriptions,
  unheardLevels,
} from '../../../shared/alerting/plan-subscriptions.ts';
import {
  filterPolicyOf,
  type PagingLevel,
  type Wanted,
} from '../../../shared/alerting/wanted-subscriptions.ts';

const listed = (filterPolicy?: string, more: Partial<ListedSubscription> = {}): ListedSubscription => ({
  ...{ protocol: 'email', endpoint: 'a@example.org', state: 'confirmed', arn: 'arn:1', filterPolicy },
  ...more,
});
const wantedFor = (levels: readonly PagingLevel[], filterPolicy?: string): Wanted => ({
  levels,
  unknown: [],
  subscriptions: [
    { protocol: 'email', endpoint: 'a@example.org', levels, contacts: ['email-1'], filterPolicy },
  ],
});

describe('before anything is taken away', () => {
  it.each<[readonly PagingLevel[], readonly PagingLevel[], readonly PagingLevel[] | undefined]>([
    [['critical'], ['critical', 'urgent'], ['critical', 'urgent']],
    [['critical'], ['urgent'], ['critical', 'urgent']],
    [['critical', 'urgent'], ['urgent'], undefined],
    [['urgent'], ['urgent'], undefined],
  ])('a filter for %j is widened for who asks for %j to %j', (heard, asked, widened) => {
    const found = listed(filterPolicyOf(heard));

    const { widen } = planSubscriptions(wantedFor(asked, filterPolicyOf(asked)), [found]);

    expect(widen).toEqual(
      widened === undefined ? [] : [{ of: found, filterPolicy: filterPolicyOf(widened) }],
    );
  });

  it('a filter is taken off for who asks for everything', () => {
    const found = listed(filterPolicyOf(['critical', 'urgent', 'routine']));

    const { widen } = planSubscriptions(wantedFor(['critical', 'urgent', 'routine']), [found]);

    expect(widen).toEqual([{ of: found, filterPolicy: undefined }]);
  });
});

describe('of a level', () => {
  it.each<[string, ListedSubscription, boolean]>([
    ['a confirmed subscription', listed(filterPolicyOf(['critical'])), true],
    ['one for another level', listed(filterPolicyOf(['urgent'])), false],
    ['one without a filter', listed(), true],
    ['one whose filter says nothing of levels', listed('{"contact":["first"]}'), true],
    ['one that waits for its confirmation', listed(undefined, { state: 'pending' }), false],
    ['a queue', listed(undefined, { protocol: 'sqs' }), false],
  ])('%s hears or not (%#)', (_, one, hears) => {
    expect(unheardLevels({ levels: ['critical'] }, [one])).toEqual(hears ? [] : ['critical']);
  });
});
