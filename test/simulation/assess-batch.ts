import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { createHandler } from '../../functions/assess/handler.ts';
import { createOperations } from '../../shared/alerting/operations.ts';
import type { ChartService } from '../../shared/chart/chart-service.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { createFeedWatch } from '../../shared/intake/feed-watch.ts';
import { toQueueRecord } from '../../shared/intake/queue-record.ts';
import { configSchema } from '../../shared/runtime/config.ts';
import { bytesOf } from './hl7-bytes.ts';
import type { Outcomes } from './outcomes.ts';
import type { Ports } from './ports.ts';
import type { Delivery } from './queue.ts';
import type { Reader } from './reader.ts';
import type { Attempt, Scheduler } from './scheduler.ts';

export const config = configSchema.parse({
  teams: [{ id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'on-call',
  feeds: [{ id: 'lab', sendingFacility: 'EAST' }],
});
export const feeds = createFeedDirectory(config);

/** Hands a batch of the queue to the function that reads it; which of it are to come again. */
export async function assessBatch(
  deliveries: readonly Delivery[],
  chart: ChartService,
  ports: Ports,
  around: { attempt: Attempt; scheduler: Scheduler; outcomes: Outcomes; reader: Reader },
): Promise<readonly Delivery[]> {
  const { attempt, scheduler, outcomes, reader: read } = around;
  const at = <T>(label: string, effect: () => T) => scheduler.request(attempt, label, effect);
  const assess = createHandler({
    ...{ chart, feeds, read, caps: config.caps, policy: config.policy, resultKey: ports.keys.resultKey },
    ...{ clock: ports.clock, telemetry: ports.telemetry, feedWatch: createFeedWatch(ports.table) },
    operations: createOperations(ports.table, (notice) =>
      at('tell', () => void outcomes.told.push(JSON.stringify(notice))),
    ),
    store: {
      quarantine: ({ messageId }) => at('quarantine', () => void outcomes.quarantined.add(messageId)),
      archive: () => at('archive', () => {}),
    },
    claims: { collect: () => Promise.reject(new Error('no claims in the simulation')) },
    fates: {
      record: (messageId, _feed, fate) =>
        at('fate', () => {
          const recorded = outcomes.fates.get(messageId) ?? new Set();
          outcomes.fates.set(messageId, recorded.add(fate.is));
        }),
    },
    ...ports.assess,
  });
  const { batchItemFailures } = await assess(eventOf(deliveries));
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return deliveries.filter(({ id }) => failed.has(id));
}

function eventOf(deliveries: readonly Delivery[]): SQSEvent {
  return { Records: deliveries.map(recordOf) };
}

function recordOf(delivery: Delivery): SQSRecord {
  const { message, queued } = delivery;
  const bytes = () => (message.is === 'other' ? message.bytes : bytesOf(message));
  const { body, attributes } = toQueueRecord(
    queued ?? { ...receiptOf(message), bytes: bytes(), feed: 'lab' },
  );
  return {
    ...{ messageId: delivery.id, body, receiptHandle: '', md5OfBody: '', awsRegion: '' },
    ...{ eventSource: 'aws:sqs', eventSourceARN: '' },
    attributes: {
      ...{ ApproximateReceiveCount: String(delivery.receives + 1), SenderId: '' },
      ...{ SentTimestamp: '0', ApproximateFirstReceiveTimestamp: '0' },
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
    ),
  };
}

/** When a message came, and whether it was sent then or is an old one. */
export function receiptOf(message: Delivery['message']) {
  if (message.is === 'other') return { receivedAt: epochMs(message.receivedAt), origin: 'live' } as const;
  if (message.is === 'link') return { receivedAt: epochMs(message.sentAt), origin: 'live' } as const;
  return { receivedAt: message.fact.receivedAt, origin: message.fact.origin };
}
