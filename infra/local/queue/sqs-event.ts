import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { toQueueRecord } from '../../../shared/intake/queue-record.ts';
import type { LeasedMessage } from '../database/queue-rows.ts';

/** The batch as SQS would hand it to the function. */
export function toSqsEvent(messages: readonly LeasedMessage[]): SQSEvent {
  return { Records: messages.map(toSqsRecord) };
}

function toSqsRecord(message: LeasedMessage): SQSRecord {
  const { id, feed, receivedAt, receives } = message;
  const { body, attributes } = toQueueRecord(message);
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
