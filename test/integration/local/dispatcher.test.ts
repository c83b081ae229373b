import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectDatabase } from '../../../infra/local/database/database-client.ts';
import {
  createDispatcher,
  type DispatcherParts,
  type QueueHandler,
} from '../../../infra/local/queue/dispatcher.ts';
import { createLocalMessageQueue } from '../../../infra/local/queue/local-message-queue.ts';
import type { OperationsNotice } from '../../../shared/alerting/publisher.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { queued } from './queued.ts';
import { quietTelemetry } from './quiet-telemetry.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A queue over a real file, with a handler that records the fate of what it says is done. */
async function queueWith(handler: QueueHandler, limits: DispatcherParts['limits'] = {}) {
  const database = await connectDatabase(join(temporaryFolder(), 'calcium-alerts.db'), () => {});
  const notices: OperationsNotice[] = [];
  const telemetry = quietTelemetry();
  const dispatcher = createDispatcher({
    database,
    clock: systemClock,
    telemetry,
    limits,
    operations: { tell: async (notice) => void notices.push(notice) },
    handler: async (event) => {
      const response = await handler(event);
      const failed = new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const done = event.Records.filter(({ messageId }) => !failed.has(messageId));
      await Promise.all(
        done.map(({ messageId }) =>
          database.ask('recordFate', { id: messageId, fate: { is: 'judged', valuesQuarantined: [] } }),
        ),
      );
      return response;
    },
  });
  onTestFinished(async () => {
    await dispatcher.stop();
    await database.close();
  });
  const queue = createLocalMessageQueue(database, dispatcher.wake);
  const emptied = () =>
    vi.waitFor(
      async () => expect(await database.ask('depth', undefined)).toEqual({ waiting: 0, dead: 0 }),
      5_000,
    );
  return { database, dispatcher, queue, notices, telemetry, emptied };
}

const textsOf = ({ Records }: SQSEvent) => Records.map(({ body }) => Buffer.from(body, 'base64').toString());
const NONE_FAILED = { batchItemFailures: [] };

describe('the dispatcher', () => {
  it('hands every message to the handler as SQS does, at most ten at a time', async () => {
    const batches: string[][] = [];
    const { queue, emptied } = await queueWith(async (event) => {
      batches.push(textsOf(event));
      return NONE_FAILED;
    });
    const texts = Array.from({ length: 25 }, (_, n) => `message ${n}`);

    await queue.send(texts.map((text) => queued(text)));
    await emptied();

    expect(batches.flat().sort()).toEqual([...texts].sort());
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(10);
  });

  it('carries feed, receipt time, character set and origin as attributes', async () => {
    const events: SQSEvent[] = [];
    const { queue, emptied } = await queueWith(async (event) => {
      events.push(event);
      return NONE_FAILED;
    });

    await queue.send([queued('a', { feed: 'northmoor', charset: 'iso-8859-1', origin: 'import' })]);
    await emptied();

    const [record] = events.flatMap(({ Records }) => Records);
    expect(record?.messageAttributes).toMatchObject({
      feed: { stringValue: 'northmoor' },
      receivedAt: { stringValue: '1000' },
      charset: { stringValue: 'iso-8859-1' },
      origin: { stringValue: 'import' },
    });
    expect(record?.attributes.ApproximateReceiveCount).toBe('1');
  });

  it('brings back only the messages that failed', async () => {
    const seen: string[] = [];
    let first = true;
    const { queue, emptied } = await queueWith(async (event) => {
      seen.push(...textsOf(event));
      const failing = first ? event.Records.slice(1, 2) : [];
      first = false;
      return { batchItemFailures: failing.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });

    await queue.send([queued('a'), queued('b'), queued('c')]);
    await emptied();

    expect(seen).toEqual(['a', 'b', 'c', 'b']);
  });

  it.each([
    ['throws', async () => Promise.reject(new Error('no'))],
    ['names a message it was not given', async () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
    ['does not come back within the lease', () => new Promise<undefined>(() => {})],
  ])('takes none as done when the handler %s', async (_, misbehave: QueueHandler) => {
    let attempts = 0;
    const { queue, emptied } = await queueWith(
      (event) => {
        attempts += 1;
        return attempts === 1 ? misbehave(event) : Promise.resolve(NONE_FAILED);
      },
      { visibilityMs: 200 },
    );

    await queue.send([queued('a'), queued('b')]);
    await emptied();

    expect(attempts).toBeGreaterThanOrEqual(2);
  });

  it('gives a message up after its last attempt and tells operations', async () => {
    let attempts = 0;
    const { database, queue, notices } = await queueWith(
      async () => {
        attempts += 1;
        throw new Error('never');
      },
      { maxReceives: 2 },
    );

    await queue.send([queued('a')]);
    await vi.waitFor(() => expect(notices).toHaveLength(1), 5_000);

    expect(attempts).toBe(2);
    expect(notices[0]?.code).toBe('DEAD_LETTER');
    expect(await database.ask('depth', undefined)).toEqual({ waiting: 0, dead: 1 });
  });

  it('works on several batches at once, no more than it may', async () => {
    let running = 0;
    let most = 0;
    const { promise: twoRun, resolve: seeTwo } = Promise.withResolvers<void>();
    const { queue, emptied } = await queueWith(
      async () => {
        running += 1;
        most = Math.max(most, running);
        if (running === 2) seeTwo();
        await twoRun;
        running -= 1;
        return NONE_FAILED;
      },
      { concurrency: 2, batchSize: 1 },
    );

    await queue.send(Array.from({ length: 20 }, (_, n) => queued(String(n))));
    await emptied();

    expect(most).toBe(2);
  });

  it('finishes what it has in hand when it stops, and takes nothing new', async () => {
    const { promise: release, resolve: go } = Promise.withResolvers<void>();
    let handled = 0;
    const { database, dispatcher, queue } = await queueWith(
      async () => {
        await release;
        handled += 1;
        return NONE_FAILED;
      },
      { concurrency: 1, batchSize: 1 },
    );
    await queue.send([queued('a'), queued('b')]);
    await vi.waitFor(async () => {
      const { nextVisibleAt } = await database.ask('lease', {
        now: -1,
        visibilityMs: 0,
        limit: 0,
        maxBytes: 0,
        maxReceives: 50,
      });
      expect(nextVisibleAt).toBe(0);
    });

    const stopped = dispatcher.stop();
    go();
    await stopped;

    expect(handled).toBe(1);
    expect(await database.ask('depth', undefined)).toEqual({ waiting: 1, dead: 0 });
  });

  it('hands a message on within milliseconds of its being on the disk', async () => {
    const waits: number[] = [];
    let sentAt = 0;
    const { queue, emptied } = await queueWith(async () => {
      waits.push(performance.now() - sentAt);
      return NONE_FAILED;
    });

    for (let n = 0; n < 15; n += 1) {
      sentAt = performance.now();
      await queue.send([queued(String(n))]);
      await emptied();
    }

    const median = waits.sort((a, b) => a - b)[7];
    expect(median).toBeLessThan(100);
  });
});
