import { createAddedCounts } from '../runtime/added-counts.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { FateRecorder } from './fate.ts';
import { isUnknownFeed } from './feed-directory.ts';

/** Senders that nobody configured count together: whoever invents names makes no metrics of his own. */
export const UNKNOWN_SENDERS = 'unknown';

/** The feed under which a metric is counted. */
export function countedFeed(feedId: string): string {
  return isUnknownFeed(feedId) ? UNKNOWN_SENDERS : feedId;
}

const METRIC_OF_FATE = {
  judged: 'MessagesJudged',
  ignored: 'MessagesIgnored',
  quarantined: 'MessagesQuarantined',
} as const;

/** Fates as metrics. A message that is redelivered after its fate was counted is counted again. */
export function createTelemetryFates(telemetry: Pick<Telemetry, 'count'>): FateRecorder {
  const counts = createAddedCounts(telemetry);
  return {
    record: async (_messageId, feedId, fate) => {
      const feed = countedFeed(feedId);
      counts.add(METRIC_OF_FATE[fate.is], fate.is === 'judged' ? { feed } : { feed, reason: fate.reason });
      const values = fate.is === 'ignored' ? [] : (fate.valuesQuarantined ?? []);
      for (const reason of values) counts.add('ValuesQuarantined', { feed, reason });
    },
    flush: counts.flush,
  };
}
