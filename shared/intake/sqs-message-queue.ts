import { randomUUID } from 'node:crypto';
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { QueueUncertainError } from '../runtime/errors.ts';
import { createGroupCommit } from './group-commit.ts';
import type { MessageQueue, QueuedMessage } from './message-queue.ts';
import { type ClaimStore, type QueueRecord, toClaimRecord, toQueueRecord } from './queue-record.ts';

/** SQS: at most 10 entries and 1 MiB a batch; a body above the claim line waits in the claim store instead. */
const BATCH_ENTRIES = 10;
const BATCH_BYTES = 1_048_576;
const CLAIM_LINE_BYTES = 900_000;

/**
 * Sends to a standard queue; resolves only when SQS has confirmed every single message. Senders at the same time share
 * requests, and each hears of its own messages alone.
 */
export function createSqsMessageQueue(client: SQSClient, queueUrl: string, claims: ClaimStore): MessageQueue {
  const sendTogether = async (entries: readonly SendMessageBatchRequestEntry[]) => {
    const batch = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] });
    const { Successful = [] } = await client.send(batch);
    const confirmed = new Set(Successful.map(({ Id }) => Id));
    return entries.map(({ Id }) => confirmed.has(Id));
  };
  const send = createGroupCommit({
    sendTogether,
    bytesOf: entryBytes,
    most: { entries: BATCH_ENTRIES, bytes: BATCH_BYTES },
    uncertain: () => new QueueUncertainError('the queue did not confirm every message of a batch'),
  });
  return {
    send: async (messages) => {
      const entries = await Promise.all(messages.map((message) => entryOf(message, claims)));
      await Promise.all(entries.map(send));
    },
  };
}

async function entryOf(message: QueuedMessage, claims: ClaimStore): Promise<SendMessageBatchRequestEntry> {
  const whole = toQueueRecord(message);
  const record =
    recordBytes(whole) <= CLAIM_LINE_BYTES
      ? whole
      : toClaimRecord(message, await claims.deposit(message.bytes));
  return {
    Id: randomUUID(),
    MessageBody: record.body,
    MessageGroupId: message.feed,
    MessageAttributes: Object.fromEntries(
      Object.entries(record.attributes).map(([name, value]) => [
        name,
        { DataType: 'String', StringValue: value },
      ]),
    ),
  };
}

/** Size as SQS counts it: body, and name, type and value of every attribute. */
function recordBytes({ body, attributes }: QueueRecord): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, value] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + 'String'.length + Buffer.byteLength(value);
  }
  return bytes;
}

const ATTRIBUTES_ALLOWANCE_BYTES = 1_000;

function entryBytes({ MessageBody = '' }: SendMessageBatchRequestEntry): number {
  return Buffer.byteLength(MessageBody) + ATTRIBUTES_ALLOWANCE_BYTES;
}
