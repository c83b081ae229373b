import { paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { REGION } from './cdk.ts';
import type { Cloud } from './cloud.ts';
import type { DeployedFunction, Running } from './deployed-function.ts';

/** What Lambda does for a function that reads a queue. */
export type EventSource = {
  readonly queueUrl: string;
  /** One batch; resolves to how many records came and which of them failed. */
  readonly deliver: (to: Running) => Promise<Delivered>;
  /** Has what failed come again at once, without the pause. */
  readonly hurry: () => Promise<void>;
};
export type Delivered = { readonly records: number; readonly failed: readonly string[] };

/** The queue that the deployment mapped to a function, read as the mapping says. */
export async function eventSourceOf(cloud: Cloud, { name }: DeployedFunction): Promise<EventSource> {
  const mapping = await mappingOf(cloud, name);
  const queueArn = mapping.EventSourceArn ?? '';
  const { QueueUrl: queueUrl = '' } = await cloud.sqs.send(
    new GetQueueUrlCommand({ QueueName: queueArn.slice(queueArn.lastIndexOf(':') + 1) }),
  );
  const failing = new Set<string>();
  return {
    queueUrl,
    deliver: async (to) => {
      const { Messages: messages = [] } = await cloud.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: mapping.BatchSize,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      if (messages.length === 0) return { records: 0, failed: [] };
      const failed = await invoke(to, messages, queueArn);
      for (const { MessageId = '', ReceiptHandle = '' } of messages) {
        if (failed.includes(MessageId)) failing.add(ReceiptHandle);
        else await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      }
      return { records: messages.length, failed };
    },
    hurry: async () => {
      for (const ReceiptHandle of failing) {
        await cloud.sqs.send(
          new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
        );
      }
      failing.clear();
    },
  };
}

async function mappingOf({ lambda }: Cloud, functionName: string) {
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client: lambda }, {})) {
    for (const mapping of EventSourceMappings) {
      const parts = mapping.FunctionArn?.split(':') ?? [];
      if (parts.includes(functionName)) return mapping;
    }
  }
  throw new Error(`no queue is mapped to ${functionName}`);
}

/** The ids of the messages that failed: those the function names, or all of them where it ends in an error. */
async function invoke(
  to: Running,
  messages: readonly Message[],
  queueArn: string,
): Promise<readonly string[]> {
  const Records = messages.map((message) => recordOf(message, queueArn));
  try {
    const answer = (await to.invoke({ Records })) as SQSBatchResponse;
    return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  } catch {
    return Records.map(({ messageId }) => messageId);
  }
}

function recordOf(message: Message, eventSourceARN: string): SQSRecord {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(
    ([name, { StringValue, DataType }]) => [name, { stringValue: StringValue, dataType: DataType }],
  );
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: REGION,
  };
}
