import type { Table } from '../../shared/chart/table.ts';
import { isoInstant } from '../../shared/clinical/instant.ts';
import { lastHeard } from '../../shared/intake/feed-watch.ts';
import { UNKNOWN_SENDERS } from '../../shared/intake/telemetry-fates.ts';
import type { Config } from '../../shared/runtime/config.ts';
import type { FeedStatus } from './status.ts';

/** What is counted of the messages of results of a feed, under these names of metrics. */
export const FEED_METRICS = {
  results: 'ResultMessages',
  calcium: 'CalciumMessages',
  unmapped: 'UnmappedCalciumMessages',
} as const;
export type FeedMetric = keyof typeof FEED_METRICS;

/** How often, by feed; senders that are not configured count together. */
export type CountOf = (metric: FeedMetric, feed: string) => number;

/** The feeds of the configuration, and those behind them that nobody has configured, where they send anything. */
export async function feedStatuses(
  table: Pick<Table, 'get'>,
  { feeds }: Pick<Config, 'feeds'>,
  countOf: CountOf,
): Promise<FeedStatus[]> {
  const counts = (id: string) => ({
    results: countOf('results', id),
    calcium: countOf('calcium', id),
    unmapped: countOf('unmapped', id),
  });
  const configured = await Promise.all(
    feeds.map(async ({ id, expectedGapMinutes = null }) => {
      const heardAt = await lastHeard(table, id);
      const lastHeardAt = heardAt === undefined ? null : isoInstant(heardAt);
      return { id, lastHeardAt, expectedGapMinutes, ...counts(id) };
    }),
  );
  const unknown = {
    id: UNKNOWN_SENDERS,
    lastHeardAt: null,
    expectedGapMinutes: null,
    ...counts(UNKNOWN_SENDERS),
  };
  return unknown.results > 0 ? [...configured, unknown] : configured;
}
