import {
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchRequestEntry,
  GetQueueUrlCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '../runtime/clock.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { FailedRecord, Postpone } from './postpone.ts';
import { retryDelaySeconds } from './retry-delay.ts';

export type SqsPostponeParts = {
  readonly client: SQSClient;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'error' | 'warn'>;
};

/** SQS takes 10 entries a request. */
const BATCH_ENTRIES = 10;

/** Back-off by visibility: a reader of the queue may change it, so no right is needed but the reader's own. */
export function createSqsPostpone({ client, clock, telemetry }: SqsPostponeParts): Postpone {
  const queueUrls = new Map<string, string>();
  const queueUrlOf = async (arn: string): Promise<string> => {
    const known = queueUrls.get(arn);
    if (known !== undefined) return known;
    const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand(queueNamed(arn)));
    queueUrls.set(arn, QueueUrl);
    return QueueUrl;
  };
  const hide = async (arn: string, records: readonly FailedRecord[]): Promise<void> => {
    const Entries = records.map((record, index) => entryOf(record, index, clock.now()));
    const QueueUrl = await queueUrlOf(arn);
    const { Failed = [] } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    if (Failed.length > 0) telemetry.warn('postpone-failed', { messages: Failed.length });
  };
  return async (records) => {
    for (const [arn, batch] of inBatches(records)) {
      try {
        await hide(arn, batch);
      } catch (error) {
        telemetry.error('postpone-failed', error, { messages: batch.length });
      }
    }
  };
}

function entryOf(
  { receiptHandle, attributes }: FailedRecord,
  index: number,
  now: number,
): ChangeMessageVisibilityBatchRequestEntry {
  const receives = Number(attributes.ApproximateReceiveCount);
  const ageMs = now - Number(attributes.SentTimestamp);
  return {
    Id: String(index),
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: retryDelaySeconds(receives, ageMs),
  };
}

/** `arn:aws:sqs:<region>:<account>:<name>`: asked for by name, because addresses differ between partitions of AWS. */
function queueNamed(arn: string): {
  QueueName: string | undefined;
  QueueOwnerAWSAccountId: string | undefined;
} {
  const [, , , , account, name] = arn.split(':');
  return { QueueName: name, QueueOwnerAWSAccountId: account };
}

function* inBatches(records: readonly FailedRecord[]): Generator<[string, readonly FailedRecord[]]> {
  for (const [arn, ofQueue] of Map.groupBy(records, ({ eventSourceARN }) => eventSourceARN)) {
    for (let at = 0; at < ofQueue.length; at += BATCH_ENTRIES) {
      yield [arn, ofQueue.slice(at, at + BATCH_ENTRIES)];
    }
  }
}
