import type { MetricDimensions, Telemetry } from '../runtime/telemetry.ts';
import type { Fate, FateRecorder } from './fate.ts';
import { isUnknownFeed } from './feed-directory.ts';

/** Senders that nobody configured count together: whoever invents names makes no metrics of his own. */
const UNKNOWN = 'unknown';

/** The feed under which a metric is counted. */
export function countedFeed(feedId: string): string {
  return isUnknownFeed(feedId) ? UNKNOWN : feedId;
}

type Counted = { readonly metric: string; readonly dimensions: MetricDimensions };

/**
 * Fates as metrics, added up until they are flushed: a line for each message would cost more than the rest of it. A
 * message that is redelivered after its fate was counted is counted again.
 */
export function createTelemetryFates(telemetry: Pick<Telemetry, 'count'>): FateRecorder {
  const counts = new Map<string, { readonly counted: Counted; by: number }>();
  return {
    record: async (_messageId, feedId, fate) => {
      for (const counted of countedOf(countedFeed(feedId), fate)) {
        const key = JSON.stringify(counted);
        const before = counts.get(key);
        if (before === undefined) counts.set(key, { counted, by: 1 });
        else before.by += 1;
      }
    },
    flush: () => {
      for (const { counted, by } of counts.values()) telemetry.count(counted.metric, by, counted.dimensions);
      counts.clear();
    },
  };
}

function countedOf(feed: string, fate: Fate): readonly Counted[] {
  const values = fate.is === 'ignored' ? [] : (fate.valuesQuarantined ?? []);
  return [
    fateCounted(feed, fate),
    ...values.map((reason) => ({ metric: 'ValuesQuarantined', dimensions: { feed, reason } })),
  ];
}

function fateCounted(feed: string, fate: Fate): Counted {
  switch (fate.is) {
    case 'judged':
      return { metric: 'MessagesJudged', dimensions: { feed } };
    case 'ignored':
      return { metric: 'MessagesIgnored', dimensions: { feed, reason: fate.reason } };
    case 'quarantined':
      return { metric: 'MessagesQuarantined', dimensions: { feed, reason: fate.reason } };
  }
}
