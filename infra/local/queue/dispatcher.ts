import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Operations } from '../../../shared/alerting/publisher.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Telemetry } from '../../../shared/runtime/telemetry.ts';
import type { Database } from '../database/database-client.ts';
import type { LeasedMessage } from '../database/queue-rows.ts';
import { nextAttemptAt } from './back-off.ts';
import { toSqsEvent } from './sqs-event.ts';

/** The same numbers as the queue in AWS; the lease is short, because one machine's handlers end with it. */
export const QUEUE_LIMITS = {
  batchSize: 10,
  batchBytes: 6_000_000,
  concurrency: 4,
  visibilityMs: 60_000,
  maxReceives: 50,
  faultPauseMs: 1_000,
} as const;

export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse | undefined>;

export type DispatcherParts = {
  readonly database: Database;
  readonly handler: QueueHandler;
  readonly operations: Operations;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly limits?: Partial<Record<keyof typeof QUEUE_LIMITS, number>>;
};

/** Hands waiting messages to the handler in batches, as the event source mapping of a Lambda does. */
export type Dispatcher = {
  /** Something may be waiting. */
  readonly wake: () => void;
  /** Takes nothing new; resolves when every batch in hand is settled. */
  readonly stop: () => Promise<void>;
};

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { database, operations, clock, telemetry } = parts;
  const limits = { ...QUEUE_LIMITS, ...parts.limits };
  const inHand = new Set<Promise<void>>();
  let leasing: Promise<void> | undefined;
  let mayWait = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function wake(): void {
    mayWait = true;
    if (stopped || leasing || inHand.size >= limits.concurrency) return;
    leasing = leaseWhileWaiting().finally(() => {
      leasing = undefined;
      if (mayWait) wake();
    });
  }

  function wakeAt(at: number): void {
    clearTimeout(timer);
    timer = setTimeout(wake, Math.min(limits.visibilityMs, Math.max(1, at - clock.now())));
  }

  async function leaseWhileWaiting(): Promise<void> {
    while (mayWait && !stopped && inHand.size < limits.concurrency) {
      mayWait = false;
      try {
        await leaseOnce();
      } catch (error) {
        telemetry.error('local-queue-lease-failed', error);
        wakeAt(clock.now() + limits.faultPauseMs);
      }
    }
  }

  async function leaseOnce(): Promise<void> {
    const { messages, dead, nextVisibleAt } = await database.ask('lease', {
      now: clock.now(),
      visibilityMs: limits.visibilityMs,
      limit: limits.batchSize,
      maxBytes: limits.batchBytes,
      maxReceives: limits.maxReceives,
    });
    if (dead.length > 0) await tellOfDeadLetters(operations, dead.length);
    if (nextVisibleAt !== undefined) wakeAt(nextVisibleAt);
    if (messages.length + dead.length > 0) mayWait = true;
    if (messages.length === 0) return;
    const batch = attempt(messages).finally(() => {
      inHand.delete(batch);
      wake();
    });
    inHand.add(batch);
  }

  async function attempt(messages: readonly LeasedMessage[]): Promise<void> {
    const failed = await failedOf(messages);
    const now = clock.now();
    try {
      await database.ask('settle', {
        done: messages.filter(({ id }) => !failed.has(id)).map(({ id }) => id),
        failed: messages
          .filter(({ id }) => failed.has(id))
          .map(({ id, receives }) => ({ id, receives, visibleAt: nextAttemptAt(receives, now) })),
      });
    } catch (error) {
      telemetry.error('local-queue-settle-failed', error);
    }
  }

  /** All minus proven done: a handler that throws, hangs or names a message it was not given has done none. */
  async function failedOf(messages: readonly LeasedMessage[]): Promise<ReadonlySet<string>> {
    const all = new Set(messages.map(({ id }) => id));
    try {
      const response = await withinLease(parts.handler(toSqsEvent(messages)));
      const failed = new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      return [...failed].every((id) => all.has(id)) ? failed : all;
    } catch (error) {
      telemetry.error('local-queue-handler-failed', error);
      return all;
    }
  }

  async function withinLease<T>(work: Promise<T>): Promise<T> {
    let limit: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      limit = setTimeout(() => reject(new Error('the lease of the batch ran out')), limits.visibilityMs);
    });
    return Promise.race([work, expired]).finally(() => clearTimeout(limit));
  }

  return {
    wake,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await leasing;
      while (inHand.size > 0) await Promise.all(inHand);
      clearTimeout(timer);
    },
  };
}

async function tellOfDeadLetters(operations: Operations, count: number): Promise<void> {
  await operations.tell({
    code: 'DEAD_LETTER',
    subject: 'Messages could not be processed',
    text: `${count} more message(s) failed every attempt and wait as dead letters. Mend the cause, then start again with --redrive.`,
  });
}
