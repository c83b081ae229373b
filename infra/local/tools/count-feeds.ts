import { type EpochMs, isoInstant } from '../../../shared/clinical/instant.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Telemetry } from '../../../shared/runtime/telemetry.ts';
import { type CountOf, FEED_METRICS } from '../../../tools/status/feed-statuses.ts';

/** What this machine counts of its feeds and its sweep, since it was started. */
export type FeedCounts = {
  readonly countOf: CountOf;
  readonly since: string;
  readonly sweptAt: () => EpochMs | undefined;
};

/** The telemetry, and what is counted of what it is told. */
export function countFeeds(
  telemetry: Telemetry,
  clock: Clock,
): { readonly telemetry: Telemetry; readonly counts: FeedCounts } {
  const sums = new Map<string, number>();
  const counted = new Set<string>(Object.values(FEED_METRICS));
  let sweptAt: EpochMs | undefined;
  const keyOf = (metric: string, feed: unknown) => `${metric} ${String(feed)}`;
  return {
    telemetry: {
      ...telemetry,
      count: (metric, by = 1, dimensions) => {
        telemetry.count(metric, by, dimensions);
        if (metric === 'SweepRuns') sweptAt = clock.now();
        if (!counted.has(metric)) return;
        const key = keyOf(metric, dimensions?.feed);
        sums.set(key, (sums.get(key) ?? 0) + by);
      },
    },
    counts: {
      countOf: (metric, feed) => sums.get(keyOf(FEED_METRICS[metric], feed)) ?? 0,
      since: isoInstant(clock.now()),
      sweptAt: () => sweptAt,
    },
  };
}
