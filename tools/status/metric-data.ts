import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { type EpochMs, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import { type CountOf, FEED_METRICS, type FeedMetric } from './feed-statuses.ts';

type Period = { readonly since: EpochMs; readonly now: EpochMs };

/** GetMetricData takes no more at once. */
const QUERIES_AT_ONCE = 500;

/** Results by the Id of their query, page by page. */
async function metricData(
  client: CloudWatchClient,
  queries: readonly MetricDataQuery[],
  { since, now }: Period,
): Promise<ReadonlyMap<string, { readonly values: readonly number[]; readonly times: readonly Date[] }>> {
  const found = new Map<string, { values: number[]; times: Date[] }>();
  for (let first = 0; first < queries.length; first += QUERIES_AT_ONCE) {
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(since),
          EndTime: new Date(now),
          MetricDataQueries: queries.slice(first, first + QUERIES_AT_ONCE),
          ...(NextToken !== undefined && { NextToken }),
        }),
      );
      for (const { Id = '', Values: values = [], Timestamps: times = [] } of page.MetricDataResults ?? []) {
        const before = found.get(Id) ?? { values: [], times: [] };
        found.set(Id, { values: [...before.values, ...values], times: [...before.times, ...times] });
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  }
  return found;
}

const HOUR_SECONDS = 3_600;

/** How often each was counted in the period, by the metrics of feeds. */
export async function countsOf(
  client: CloudWatchClient,
  Namespace: string,
  feeds: readonly string[],
  period: Period,
): Promise<CountOf> {
  const names = Object.entries(FEED_METRICS) as [FeedMetric, string][];
  const idOf = (metric: FeedMetric, feed: string) => `${metric}_${feeds.indexOf(feed)}`;
  const queries = feeds.flatMap((feed) =>
    names.map(([metric, MetricName]): MetricDataQuery => {
      const Metric = { Namespace, MetricName, Dimensions: [{ Name: 'feed', Value: feed }] };
      return { Id: idOf(metric, feed), MetricStat: { Metric, Period: HOUR_SECONDS, Stat: 'Sum' } };
    }),
  );
  const found = await metricData(client, queries, period);
  return (metric, feed) => (found.get(idOf(metric, feed))?.values ?? []).reduce((sum, n) => sum + n, 0);
}

/** Metrics of a minute come some minutes late. */
const LATELY_MS = 15 * MINUTE_MS;

/** The newest point of a metric by minutes; undefined where there is none lately. */
export async function latest(
  client: CloudWatchClient,
  Metric: NonNullable<NonNullable<MetricDataQuery['MetricStat']>['Metric']>,
  now: EpochMs,
): Promise<{ readonly value: number; readonly at: number } | undefined> {
  const query = { Id: 'latest', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } };
  const found = await metricData(client, [query], { since: plusMs(now, -LATELY_MS), now });
  const { values = [], times = [] } = found.get('latest') ?? {};
  const points = times.map((time, index) => ({ at: Number(time), value: values[index] ?? 0 }));
  return points.toSorted((a, b) => b.at - a.at)[0];
}
