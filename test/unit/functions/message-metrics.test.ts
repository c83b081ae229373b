import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../../functions/assess/assess-message.ts';
import { createMessageMetrics } from '../../../functions/assess/message-metrics.ts';
import { epochMs, plusMs } from '../../../shared/clinical/instant.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { silentTelemetry, type Told } from './silent-telemetry.ts';

const NOW = epochMs(Date.UTC(2026, 0, 2, 12));

const message = (more: Partial<QueuedMessage> = {}): QueuedMessage => ({
  bytes: Buffer.from(''),
  feed: 'east',
  receivedAt: plusMs(NOW, -840),
  origin: 'live',
  ...more,
});

const judged = (more: Partial<Assessment> = {}): Assessment => ({
  fate: { is: 'judged', valuesQuarantined: [] },
  raised: 1,
  paged: 1,
  results: { calcium: true, unmapped: false },
  ...more,
});

const received = (times: number) =>
  ({ attributes: { ApproximateReceiveCount: String(times) } }) as unknown as SQSRecord;

function measured() {
  const told: Told[] = [];
  const metrics = createMessageMetrics(silentTelemetry(told), { now: () => NOW });
  return { metrics, told };
}

describe('what is measured of messages', () => {
  it('is how long the page took of those that led to one', () => {
    const { metrics, told } = measured();
    metrics.assessed(message(), judged());
    metrics.assessed(message(), judged({ paged: 0 }));
    expect(told).toEqual([
      { event: 'ReceiveToPageMs', fields: { feed: 'east', value: 840, unit: 'Milliseconds' } },
    ]);
  });

  it('is added up by feed until the batch is done', () => {
    const { metrics, told } = measured();
    for (const feed of ['east', 'east', 'unknown-0123456789ab']) {
      metrics.assessed(message({ feed }), judged({ paged: 0 }));
    }
    metrics.batchDone([], []);
    expect(told).toEqual([
      { event: 'ResultMessages', fields: { feed: 'east', by: 2 } },
      { event: 'CalciumMessages', fields: { feed: 'east', by: 2 } },
      { event: 'ResultMessages', fields: { feed: 'unknown', by: 1 } },
      { event: 'CalciumMessages', fields: { feed: 'unknown', by: 1 } },
    ]);
  });

  it('says nothing of imports: they are old and many', () => {
    const { metrics, told } = measured();
    metrics.assessed(message({ origin: 'import' }), judged());
    metrics.batchDone([], []);
    expect(told).toEqual([]);
  });

  it('is what came again and what goes back to the queue', () => {
    const { metrics, told } = measured();
    metrics.batchDone([received(1), received(2), received(3)], [received(3)]);
    expect(told).toEqual([
      { event: 'MessagesRedelivered', fields: { by: 2 } },
      { event: 'MessagesRetried', fields: { by: 1 } },
    ]);
  });
});
