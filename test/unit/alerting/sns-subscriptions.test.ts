import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSnsSubscriptions } from '../../../shared/alerting/sns-subscriptions.ts';

const sns = mockClient(SNSClient);
const subscriptions = createSnsSubscriptions(new SNSClient({ region: 'eu-west-2' }));
const CONFIRMED = 'arn:aws:sns:eu-west-2:111111111111:team_lung:1';
const listed = (SubscriptionArn: string, Protocol = 'email', Endpoint = 'a@example.org') => ({
  SubscriptionArn,
  Protocol,
  Endpoint,
});

describe('the subscriptions of a topic', () => {
  beforeEach(() => {
    sns.reset();
    sns.onAnyCommand().resolves({});
  });

  it('are listed page by page, each confirmed one with its filter', async () => {
    sns
      .on(ListSubscriptionsByTopicCommand, { TopicArn: 'arn:lung' })
      .resolves({ Subscriptions: [listed(CONFIRMED)], NextToken: 'more' })
      .on(ListSubscriptionsByTopicCommand, { TopicArn: 'arn:lung', NextToken: 'more' })
      .resolves({ Subscriptions: [listed('PendingConfirmation', 'sms', '+12025550100'), listed('Deleted')] });
    sns
      .on(GetSubscriptionAttributesCommand, { SubscriptionArn: CONFIRMED })
      .resolves({ Attributes: { FilterPolicy: '{"level":["critical"]}', PendingConfirmation: 'false' } });

    expect(await subscriptions.list('arn:lung')).toEqual([
      {
        protocol: 'email',
        endpoint: 'a@example.org',
        state: 'confirmed',
        arn: CONFIRMED,
        filterPolicy: '{"level":["critical"]}',
      },
      {
        protocol: 'sms',
        endpoint: '+12025550100',
        state: 'pending',
        arn: undefined,
        filterPolicy: undefined,
      },
      {
        protocol: 'email',
        endpoint: 'a@example.org',
        state: 'ended',
        arn: undefined,
        filterPolicy: undefined,
      },
    ]);
    expect(sns.commandCalls(GetSubscriptionAttributesCommand)).toHaveLength(1);
  });

  it('are pending where SNS lists them by an ARN before they are confirmed', async () => {
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [listed(CONFIRMED)] });
    sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { PendingConfirmation: 'true' } });

    expect(await subscriptions.list('arn:lung')).toMatchObject([{ state: 'pending', arn: CONFIRMED }]);
  });

  it('are confirmed and unfiltered where SNS says no more of them, ended where it gives no ARN', async () => {
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [listed(CONFIRMED), {}] });

    expect(await subscriptions.list('arn:lung')).toEqual([
      {
        protocol: 'email',
        endpoint: 'a@example.org',
        state: 'confirmed',
        arn: CONFIRMED,
        filterPolicy: undefined,
      },
      { protocol: '', endpoint: '', state: 'ended', arn: undefined, filterPolicy: undefined },
    ]);
  });

  it('are none where the topic has none', async () => {
    expect(await subscriptions.list('arn:lung')).toEqual([]);
  });

  it.each([
    ['{"level":["urgent"]}', { Attributes: { FilterPolicy: '{"level":["urgent"]}' } }],
    [undefined, {}],
  ])('are made with the filter %s', async (filterPolicy, attributes) => {
    const wanted = {
      protocol: 'sms',
      endpoint: '+12025550100',
      levels: [],
      names: [],
      contacts: [],
    } as const;

    await subscriptions.subscribe('arn:lung', { ...wanted, filterPolicy });

    expect(sns.commandCalls(SubscribeCommand)[0]?.args[0].input).toEqual({
      TopicArn: 'arn:lung',
      Protocol: 'sms',
      Endpoint: '+12025550100',
      ...attributes,
    });
  });

  it.each([
    ['{"level":["urgent"]}', '{"level":["urgent"]}'],
    [undefined, '{}'],
  ])('get the filter %s as %s', async (filterPolicy, sent) => {
    await subscriptions.filter(CONFIRMED, filterPolicy);

    expect(sns.commandCalls(SetSubscriptionAttributesCommand)[0]?.args[0].input).toEqual({
      SubscriptionArn: CONFIRMED,
      AttributeName: 'FilterPolicy',
      AttributeValue: sent,
    });
  });

  it('are ended by their ARN', async () => {
    await subscriptions.unsubscribe(CONFIRMED);

    expect(sns.commandCalls(UnsubscribeCommand)[0]?.args[0].input).toEqual({ SubscriptionArn: CONFIRMED });
  });
});
