import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Cloud } from './cloud.ts';

/** What came to a subscriber of a topic. */
export type Heard = {
  readonly subject: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
};

export type Subscriber = {
  /** What has come since it was last asked. */
  readonly heard: () => Promise<readonly Heard[]>;
};

const bodySchema = z.object({
  Subject: z.string(),
  Message: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })).default({}),
});

/** A queue that hears of a topic what a contact of this protocol hears: it has the filter of the contact's subscription. */
export async function subscribe(
  cloud: Cloud,
  topicArn: string,
  protocol: 'sms' | 'email',
): Promise<Subscriber> {
  const name = `${topicArn.slice(topicArn.lastIndexOf(':') + 1)}-${protocol}-${Date.now()}`;
  const { QueueUrl = '' } = await cloud.sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await cloud.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const filter = await filterOf(cloud, topicArn, protocol);
  await cloud.sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: filter === undefined ? {} : { FilterPolicy: filter },
    }),
  );
  return { heard: () => drain(cloud, QueueUrl) };
}

/** The filter of the first of a topic's subscriptions of a protocol; undefined where it hears everything. */
async function filterOf(cloud: Cloud, topicArn: string, protocol: string): Promise<string | undefined> {
  const { Subscriptions = [] } = await cloud.sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }),
  );
  const contact = Subscriptions.find(({ Protocol }) => Protocol === protocol);
  if (contact === undefined) throw new Error(`nobody is reached by ${protocol} of ${topicArn}`);
  const { Attributes } = await cloud.sns.send(
    new GetSubscriptionAttributesCommand({ SubscriptionArn: contact.SubscriptionArn }),
  );
  return Attributes?.FilterPolicy;
}

async function drain({ sqs }: Cloud, QueueUrl: string): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  while (true) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return heard;
    for (const { Body = '', ReceiptHandle } of Messages) {
      heard.push(heardOf(Body));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

function heardOf(body: string): Heard {
  const { Subject, Message, MessageAttributes } = bodySchema.parse(JSON.parse(body));
  const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]);
  return { subject: Subject, text: Message, attributes: Object.fromEntries(attributes) };
}
