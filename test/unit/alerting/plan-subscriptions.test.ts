import { describe, expect, it } from 'vitest';
import {
  type ListedSubscription,
  planSubscriptions,
  unheardOf,
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
  hearings: levels,
  unknown: [],
  subscriptions: [
    {
      ...{ protocol: 'email', endpoint: 'a@example.org', levels, names: ['first'] },
      ...{ contacts: ['email-1'], filterPolicy },
    },
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

describe('of a level of a step', () => {
  it.each<[string, string | undefined, boolean]>([
    ['one for it', filterPolicyOf(['critical'], ['consultant']), true],
    ['one for that step among others', filterPolicyOf(['critical'], ['first', 'consultant']), true],
    ['one for the first step', filterPolicyOf(['critical']), false],
    ['one for another level of that step', filterPolicyOf(['urgent'], ['consultant']), false],
    ['one whose filter says nothing of steps', '{"level":["critical"]}', true],
    ['one without a filter', undefined, true],
  ])('%s hears or not (%#)', (_, policy, hears) => {
    const hearings = ['critical consultant'] as const;
    expect(unheardOf({ hearings }, [listed(policy)])).toEqual(hears ? [] : hearings);
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
    expect(unheardOf({ hearings: ['critical'] }, [one])).toEqual(hears ? [] : ['critical']);
  });
});
