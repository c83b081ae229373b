import type { SQSRecord } from 'aws-lambda';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import { countedFeed } from '../../shared/intake/telemetry-fates.ts';
import { createAddedCounts } from '../../shared/runtime/added-counts.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { Assessment } from './assess-message.ts';

/** What is measured of messages beside their fates. Imports and replays say nothing of how the feeds do now. */
export type MessageMetrics = {
  readonly assessed: (message: QueuedMessage, assessment: Assessment) => void;
  readonly batchDone: (records: readonly SQSRecord[], failed: readonly SQSRecord[]) => void;
};

export function createMessageMetrics(telemetry: Telemetry, clock: Clock): MessageMetrics {
  const counts = createAddedCounts(telemetry);
  return {
    assessed: ({ feed: feedId, origin, receivedAt }, { results, paged = 0 }) => {
      if (origin !== 'live') return;
      const feed = countedFeed(feedId);
      if (paged > 0) telemetry.measure('ReceiveToPageMs', clock.now() - receivedAt, 'Milliseconds', { feed });
      if (results === undefined) return;
      counts.add('ResultMessages', { feed });
      if (results.calcium) counts.add('CalciumMessages', { feed });
      if (results.unmapped) counts.add('UnmappedCalciumMessages', { feed });
    },
    batchDone: (records, failed) => {
      counts.flush();
      const again = records.filter(({ attributes }) => Number(attributes.ApproximateReceiveCount) > 1).length;
      if (again > 0) telemetry.count('MessagesRedelivered', again);
      if (failed.length > 0) telemetry.count('MessagesRetried', failed.length);
    },
  };
}
