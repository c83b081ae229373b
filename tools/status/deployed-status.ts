import { randomUUID } from 'node:crypto';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { metricNamespaceOf } from '../../infra/constructs/metric-namespace.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { DAY_MS, type EpochMs, isoInstant, plusMs } from '../../shared/clinical/instant.ts';
import { dynamoDbDeskDependencies } from '../../shared/desk/dynamodb-desk.ts';
import { UNKNOWN_SENDERS } from '../../shared/intake/telemetry-fates.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { DeployedTarget, TargetClients } from '../cli/deployed-target.ts';
import type { DeployedResource } from '../preflight/gather-stacks.ts';
import { codeOf } from '../send/reply.ts';
import { feedStatuses } from './feed-statuses.ts';
import { countsOf, latest } from './metric-data.ts';
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
  return {
    at: isoInstant(now),
    countedSince: isoInstant(since),
    feeds: await part('feeds', async () => {
      const ids = [...config.feeds.map(({ id }) => id), UNKNOWN_SENDERS];
      const countOf = await countsOf(clients.cloudWatch, Namespace, ids, { since, now });
      return feedStatuses(dependencies.table, config, countOf);
    }),
    queues: await part('queues', () => queueStatuses(clients, queues, now)),
    deadLetters: await part('dead letters', () => deadLettersIn(clients, queues)),
    alerts: await part('alerts', () => openAlerts(dependencies)),
    sweptAt: await part('the sweep', () => sweptAt(clients.cloudWatch, Namespace, now)),
    unread,
  };
}

/** Those that messages wait in; the canary has one of its own. */
const QUEUE_NAMES = new Map([
  ['Intake', 'intake'],
  ['Arrivals', 'files'],
]);

const isDead = ({ logicalId }: DeployedResource): boolean => logicalId.includes('DeadLetters');
const wordIn = (logicalId: string): string => /Intake|Arrivals/.exec(logicalId)?.[0] ?? '';

async function queueStatuses(
  clients: TargetClients,
  queues: readonly DeployedResource[],
  now: EpochMs,
): Promise<QueueStatus[]> {
  const asked = queues.flatMap((queue) => {
    const name = isDead(queue) ? undefined : QUEUE_NAMES.get(wordIn(queue.logicalId));
    return name === undefined ? [] : [queueStatus(clients, name, queue.physicalId, now)];
  });
  return Promise.all(asked);
}

async function deadLettersIn({ sqs }: TargetClients, queues: readonly DeployedResource[]): Promise<number> {
  const counts = await Promise.all(queues.filter(isDead).map(({ physicalId }) => waiting(sqs, physicalId)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function queueStatus(
  { sqs, cloudWatch }: TargetClients,
  name: string,
  url: string,
  now: EpochMs,
): Promise<QueueStatus> {
  const [count, oldestSeconds] = await Promise.all([waiting(sqs, url), oldestIn(cloudWatch, url, now)]);
  return { name, waiting: count, oldestSeconds };
}

async function waiting(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes: found = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(found[name] ?? 0), 0);
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
