import type { Telemetry } from '../runtime/telemetry.ts';
import type { FateRecorder } from './fate.ts';
import { isUnknownFeed } from './feed-directory.ts';

/** Senders that nobody configured count together: whoever invents names makes no metrics of his own. */
const UNKNOWN = 'unknown';

/** Fates as metrics. A message that is redelivered after its fate was counted is counted again. */
export function createTelemetryFates(telemetry: Pick<Telemetry, 'count'>): FateRecorder {
  return {
    record: async (_messageId, feedId, fate) => {
      const feed = isUnknownFeed(feedId) ? UNKNOWN : feedId;
      const reason = fate.is === 'judged' ? 'judged' : fate.reason;
      telemetry.count('Messages', 1, { feed, fate: fate.is, reason });
      const values = fate.is === 'ignored' ? [] : (fate.valuesQuarantined ?? []);
      for (const value of values) telemetry.count('ValuesQuarantined', 1, { feed, reason: value });
    },
  };
}
