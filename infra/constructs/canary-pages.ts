import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionFilter, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { CANARY_FACILITIES, type CanaryId } from '../deployed-config.ts';
import { allow } from './access.ts';
import type { DataKey } from './data-key.ts';
import { DurableQueue } from './durable-queue.ts';
import type { NodejsFunction } from './nodejs-function.ts';

/** A request of the canary's to its queue. */
const CONSUMER_SECONDS = 5;

export type CanaryPagesProps = {
  readonly id: CanaryId;
  readonly dataKey: DataKey;
  /** Of every team's topic: the canary's is named as if it were one more team's. */
  readonly topicNamePrefix: string;
  readonly canary: NodejsFunction;
};

/**
 * Adds the topic of a canary's team and the queue that it tells of critical pages, and lets the canary send as its feed and
 * read there. Two canaries share neither, because one would take the other's page for its own.
 */
export function addCanaryPages(scope: Construct, props: CanaryPagesProps): DurableQueue {
  const { canary, dataKey, id, topicNamePrefix } = props;
  const topic = new Topic(scope, 'Topic', {
    topicName: `${topicNamePrefix}${id}`,
    displayName: 'Calcium Alerts canary',
    enforceSSL: true,
    masterKey: dataKey.key,
  });
  const pages = new DurableQueue(scope, 'Pages', { dataKey, consumerTimeoutSeconds: CONSUMER_SECONDS });
  pages.queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('sns.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [pages.queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
    }),
  );
  new Subscription(scope, 'TopicToPages', {
    topic,
    protocol: SubscriptionProtocol.SQS,
    endpoint: pages.queue.queueArn,
    rawMessageDelivery: true,
    deadLetterQueue: pages.deadLetters,
    filterPolicy: { level: SubscriptionFilter.stringFilter({ allowlist: ['critical'] }) },
  });
  canary.uses('SENDING_FACILITY', { value: CANARY_FACILITIES[id], statements: [] });
  canary.uses('PAGES_QUEUE_URL', {
    value: pages.queue.queueUrl,
    statements: [allow(CANARY_PAGES_ACTIONS, [pages.queue.queueArn]), dataKey.use()],
  });
  return pages;
}

/** What a canary does with its queue. */
export const CANARY_PAGES_ACTIONS = ['sqs:DeleteMessage', 'sqs:ReceiveMessage'] as const;
