import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { onceAProcess } from '../../shared/alerting/once-a-process.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import { tellOfFailing } from '../../shared/intake/failing-records.ts';
import type { Fate, FateRecorder } from '../../shared/intake/fate.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import type { MessageStore } from '../../shared/intake/message-store.ts';
import type { Postpone } from '../../shared/intake/postpone.ts';
import { type ClaimStore, fromQueueRecord } from '../../shared/intake/queue-record.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isPermanent, UnprocessableMessageError } from '../../shared/runtime/errors.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { type AssessMessageParts, type Assessment, assessMessage } from './assess-message.ts';
import { createMessageMetrics, type MessageMetrics } from './message-metrics.ts';
import { messageQuarantinedNotice } from './notices.ts';

export type AssessParts = Omit<AssessMessageParts, 'operationsOnce'> & {
  readonly store: MessageStore;
  readonly claims: Pick<ClaimStore, 'collect'>;
  readonly fates: FateRecorder;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Left out where the queue itself backs off. */
  readonly postpone?: Postpone;
};

type HandlerParts = AssessParts & AssessMessageParts & { readonly metrics: MessageMetrics };

/** A record of the queue as far as it could be read. */
type Received = {
  readonly messageId: string;
  readonly message: QueuedMessage;
  readonly fault: UnprocessableMessageError | undefined;
};

type Outcome = { readonly messageId: string; readonly assessment: Assessment | undefined };

/** The queue's batches to fates; what is not proven done comes back (`ReportBatchItemFailures`). */
export function createHandler(assessParts: AssessParts): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const parts: HandlerParts = {
    ...assessParts,
    operationsOnce: onceAProcess(assessParts.operations),
    metrics: createMessageMetrics(assessParts.telemetry, assessParts.clock),
  };
  return async ({ Records: records }) => {
    const received = (await Promise.all(records.map((record) => receive(record, parts)))).flatMap(
      (one) => one ?? [],
    );
    const archived = archive(received, parts);
    const outcomes = await Promise.all(received.map((one) => settle(one, archived, parts)));
    const done = new Set(outcomes.flatMap(({ messageId, assessment }) => (assessment ? [messageId] : [])));
    tellOfBatch(outcomes, records.length, parts);
    const failed = records.filter(({ messageId }) => !done.has(messageId));
    parts.fates.flush?.();
    parts.metrics.batchDone(records, failed);
    await parts.postpone?.(failed);
    await tellOfFailing('messages', failed, parts);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** Undefined when the claimed bytes could not be fetched now: the record comes back. */
async function receive(record: SQSRecord, parts: HandlerParts): Promise<Received | undefined> {
  const { messageId, body } = record;
  try {
    const message = await fromQueueRecord({ body, attributes: attributesOf(record) }, parts.claims);
    return { messageId, message, fault: undefined };
  } catch (error) {
    if (error instanceof UnprocessableMessageError) return { messageId, message: rest(record), fault: error };
    parts.telemetry.error('claim-not-fetched', error, { messageId });
    return undefined;
  }
}

function attributesOf({ messageAttributes }: SQSRecord): Record<string, string> {
  return Object.fromEntries(
    Object.entries(messageAttributes).flatMap(([name, { stringValue }]) =>
      stringValue === undefined ? [] : [[name, stringValue]],
    ),
  );
}

/** What is kept of a record that is none of ours. */
function rest({ body, attributes }: SQSRecord): QueuedMessage {
  return {
    bytes: Buffer.from(body),
    feed: 'none',
    receivedAt: epochMs(Number(attributes.SentTimestamp)),
    origin: 'live',
  };
}

/** Resolves to whether the batch is kept; never rejects, so that no page waits for the archive. */
async function archive(received: readonly Received[], { store, telemetry }: AssessParts): Promise<boolean> {
  try {
    await store.archive(received.map(({ messageId, message }) => ({ messageId, ...message })));
    return true;
  } catch (error) {
    telemetry.error('archive-failed', error, { messages: received.length });
    return false;
  }
}

async function settle(one: Received, archived: Promise<boolean>, parts: HandlerParts): Promise<Outcome> {
  const { messageId, message } = one;
  try {
    const assessment = await assessOrQuarantine(one, parts);
    if (!(await archived)) return { messageId, assessment: undefined };
    await parts.fates.record(messageId, message.feed, assessment.fate);
    parts.metrics.assessed(message, assessment);
    return { messageId, assessment };
  } catch (error) {
    parts.telemetry.error('assess-failed', error, { messageId, feed: message.feed });
    return { messageId, assessment: undefined };
  }
}

async function assessOrQuarantine(
  { messageId, message, fault }: Received,
  parts: HandlerParts,
): Promise<Assessment> {
  const assessment = await assessed(message, fault, parts);
  if (assessment.fate.is !== 'quarantined') return assessment;
  const { reason } = assessment.fate;
  const { feed, receivedAt, bytes } = message;
  await parts.store.quarantine({ messageId, reason, feed, receivedAt, bytes });
  await parts.operations.tell(messageQuarantinedNotice(feed, reason));
  return assessment;
}

async function assessed(
  message: QueuedMessage,
  fault: UnprocessableMessageError | undefined,
  parts: HandlerParts,
): Promise<Assessment> {
  try {
    if (fault !== undefined) throw fault;
    return await assessMessage(message, parts);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return { fate: quarantinedFor(error), raised: 0 };
  }
}

function quarantinedFor(error: { readonly code: string }): Fate {
  const reason =
    error instanceof UnprocessableMessageError ? error.reason : error.code.toLowerCase().replaceAll('_', '-');
  return { is: 'quarantined', reason };
}

function tellOfBatch(outcomes: readonly Outcome[], records: number, { telemetry }: AssessParts): void {
  const count = (is: Fate['is']) => outcomes.filter(({ assessment }) => assessment?.fate.is === is).length;
  const raised = outcomes.reduce((sum, { assessment }) => sum + (assessment?.raised ?? 0), 0);
  const judged = count('judged');
  const ignored = count('ignored');
  const quarantined = count('quarantined');
  telemetry.info('batch-assessed', {
    messages: records,
    judged,
    ignored,
    quarantined,
    raised,
    retried: records - judged - ignored - quarantined,
  });
}
