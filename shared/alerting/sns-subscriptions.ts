import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  type Subscription,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { ListedSubscription } from './plan-subscriptions.ts';
import type { WantedSubscription } from './wanted-subscriptions.ts';

/** The subscriptions of topics, as SNS keeps them. */
export type Subscriptions = {
  /** With the filter of each confirmed one. */
  readonly list: (topicArn: string) => Promise<readonly ListedSubscription[]>;
  readonly subscribe: (topicArn: string, wanted: WantedSubscription) => Promise<void>;
  readonly filter: (subscriptionArn: string, filterPolicy: string | undefined) => Promise<void>;
  readonly unsubscribe: (subscriptionArn: string) => Promise<void>;
};

const EVERYTHING = '{}';

export function createSnsSubscriptions(client: SNSClient): Subscriptions {
  return {
    list: async (topicArn) => {
      const listed: ListedSubscription[] = [];
      for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn })) {
        for (const subscription of page.Subscriptions ?? [])
          listed.push(await withFilter(client, subscription));
      }
      return listed;
    },
    subscribe: async (topicArn, { protocol, endpoint, filterPolicy }) => {
      await client.send(
        new SubscribeCommand({
          TopicArn: topicArn,
          Protocol: protocol,
          Endpoint: endpoint,
          ...(filterPolicy !== undefined && { Attributes: { FilterPolicy: filterPolicy } }),
        }),
      );
    },
    filter: async (subscriptionArn, filterPolicy = EVERYTHING) => {
      await client.send(
        new SetSubscriptionAttributesCommand({
          SubscriptionArn: subscriptionArn,
          AttributeName: 'FilterPolicy',
          AttributeValue: filterPolicy,
        }),
      );
    },
    unsubscribe: async (subscriptionArn) => {
      await client.send(new UnsubscribeCommand({ SubscriptionArn: subscriptionArn }));
    },
  };
}

/** In place of its ARN SNS lists `PendingConfirmation` or `Deleted`. */
async function withFilter(client: SNSClient, subscription: Subscription): Promise<ListedSubscription> {
  const { SubscriptionArn: arn = 'Deleted', Protocol: protocol = '', Endpoint: endpoint = '' } = subscription;
  if (!arn.startsWith('arn:')) {
    const state = arn === 'PendingConfirmation' ? 'pending' : 'ended';
    return { protocol, endpoint, state, arn: undefined, filterPolicy: undefined };
  }
  const { Attributes: attributes = {} } = await client.send(
    new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }),
  );
  const state = attributes.PendingConfirmation === 'true' ? 'pending' : 'confirmed';
  return { protocol, endpoint, state, arn, filterPolicy: attributes.FilterPolicy };
}
