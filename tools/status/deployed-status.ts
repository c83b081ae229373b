import { randomUUID } from 'node:crypto';
import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { metricNamespaceOf } from '../../infra/constructs/metric-namespace.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { DAY_MS, type EpochMs, isoInstant, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import { dynamoDbDeskDependencies } from '../../shared/desk/dynamodb-desk.ts';
import { UNKNOWN_SENDERS } from '../../shared/intake/telemetry-fates.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { DeployedTarget } from '../cli/deployed-target.ts';
import { codeOf } from '../send/reply.ts';
import { type CountOf, FEED_METRICS, type FeedMetric, feedStatuses } from './feed-statuses.ts';
import { openAlerts } from './open-alerts.ts';
import type { QueueStatus, Status } from './status.ts';

/** How a deployment does, by its metrics of a day, its queues and its table. */
export async function deployedStatus(target: DeployedTarget, clock: Clock): Promise<Status> {
  const { clients, deployment, deployed } = target;
  const config = await target.config();
  const now = clock.now();
  const unread: string[] = [];
  const part = async <Of>(name: string, look: () => Promise<Of>): Promise<Of | null> => {
    try {
      return await look();
    } catch (error) {
      unread.push(`${name} (${error instanceof Error ? error.name : codeOf(error)})`);
      return null;
    }
  };
  const Namespace = metricNamespaceOf(deployment);
  const dependencies = dynamoDbDeskDependencies({
    client: documentClientOver(clients.dynamoDb),
    tableName: target.named('AWS::DynamoDB::GlobalTable', ''),
    ...{ config, clock },
    newToken: randomUUID,
  });
  const since = plusMs(now, -DAY_MS);
  const queues = deployed.resources.filter(({ type }) => type === 'AWS::SQS::Queue');
  const isDead = ({ logicalId }: { readonly logicalId: string }) => logicalId.includes('DeadLetters');
  const waitingIn = (physicalId: string) => waiting(clients.sqs, physicalId);
  return {
    at: isoInstant(now),
    countedSince: isoInstant(since),
    feeds: await part('feeds', async () => {
      const ids = [...config.feeds.map(({ id }) => id), UNKNOWN_SENDERS];
      const countOf = await countsOf(clients.cloudWatch, Namespace, ids, { since, now });
      return feedStatuses(dependencies.table, config, countOf);
    }),
    queues: await part('queues', () =>
      Promise.all(
        queues
          .filter((queue) => !isDead(queue))
          .map(
            async ({ logicalId, physicalId }): Promise<QueueStatus> => ({
              name: logicalId.includes('Intake') ? 'intake' : 'files',
              waiting: await waitingIn(physicalId),
              oldestSeconds: await oldestIn(clients.cloudWatch, physicalId, now),
            }),
          ),
      ),
    ),
    deadLetters: await part('dead letters', async () => {
      const counts = await Promise.all(queues.filter(isDead).map(({ physicalId }) => waitingIn(physicalId)));
      return counts.reduce((sum, count) => sum + count, 0);
    }),
    alerts: await part('alerts', () => openAlerts(dependencies)),
    sweptAt: await part('the sweep', () => sweptAt(clients.cloudWatch, Namespace, now)),
    unread,
  };
}

async function waiting(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes: found = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(found[name] ?? 0), 0);
}

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

async function countsOf(
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

async function latest(
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

async function sweptAt(client: CloudWatchClient, Namespace: string, now: EpochMs): Promise<string | null> {
  const run = await latest(client, { Namespace, MetricName: 'SweepRuns' }, now);
  return run === undefined ? null : new Date(run.at).toISOString();
}

async function oldestIn(client: CloudWatchClient, url: string, now: EpochMs): Promise<number | null> {
  const Dimensions = [{ Name: 'QueueName', Value: url.slice(url.lastIndexOf('/') + 1) }];
  const MetricName = 'ApproximateAgeOfOldestMessage';
  const oldest = await latest(client, { Namespace: 'AWS/SQS', MetricName, Dimensions }, now);
  return oldest?.value ?? null;
}
