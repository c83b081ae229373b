import { randomUUID } from 'node:crypto';
import type { SQSEvent } from 'aws-lambda';
import { toSqsEvent, toSqsRecord } from '../../infra/local/queue/sqs-event.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import type { SentEntry } from './aws-answers.ts';

/** Messages as SQS hands them to a function for the first time, each under an id of its own. */
export function eventOfMessages(messages: readonly QueuedMessage[]): SQSEvent {
  return toSqsEvent(messages.map((message) => ({ ...message, id: randomUUID(), receives: 1 })));
}

/** What was sent to the queue, as SQS hands it to a function for the first time. */
export function eventOfSent(sent: readonly SentEntry[]): SQSEvent {
  const receivedAt = epochMs(Date.now());
  const Records = sent.map(({ MessageBody: body, MessageAttributes }) => {
    const attributes = Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    );
    const { feed = '' } = attributes;
    return toSqsRecord({ body, attributes }, { id: randomUUID(), feed, receivedAt, receives: 1 });
  });
  return { Records };
}
