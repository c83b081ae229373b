import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { type QueueRecord, toQueueRecord } from '../../../shared/intake/queue-record.ts';

/** A message handed out for the `receives`th time. */
type Delivered = QueuedMessage & { readonly id: string; readonly receives: number };

/** The batch as SQS would hand it to the function. */
export function toSqsEvent(messages: readonly Delivered[]): SQSEvent {
  return { Records: messages.map((message) => toSqsRecord(toQueueRecord(message), message)) };
}

/** A record of the queue as SQS would hand it to the function. */
export function toSqsRecord(
  { body, attributes }: QueueRecord,
  { id, feed, receivedAt, receives }: Pick<Delivered, 'id' | 'feed' | 'receivedAt' | 'receives'>,
): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `${id}.${receives}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(receivedAt),
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: String(receivedAt),
      MessageGroupId: feed,
    },
    messageAttributes: messageAttributesOf(attributes),
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:local:000000000000:intake',
    awsRegion: 'local',
  };
}

function messageAttributesOf(attributes: Readonly<Record<string, string>>): SQSMessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
  );
}
