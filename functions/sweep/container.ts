import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { DUE_SHARDS } from '../../shared/alerting/dynamodb-deliveries.ts';
import { createOperations } from '../../shared/alerting/operations.ts';
import { createSnsDeliveries } from '../../shared/alerting/sns-deliveries.ts';
import { createSnsOperationsPost } from '../../shared/alerting/sns-publisher.ts';
import { createSweep } from '../../shared/alerting/sweep.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { createFeedCheck } from '../../shared/intake/feed-watch.ts';
import { readBundledConfig } from '../../shared/runtime/bundled-config.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { PUBLISHING, REPEATABLE } from '../../shared/runtime/request-limits.ts';
import type { SweepParts } from './handler.ts';

const sweepEnvSchema = z.object({
  TABLE_NAME: z.string().min(1),
  TEAM_TOPIC_ARN_PREFIX: z.string().min(1),
  OPERATIONS_TOPIC_ARN: z.string().min(1),
});

/** Charts of a shard that one sweep looks at. */
const CHARTS_PER_SHARD = 200;

export function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname, env.DESK_URL),
): SweepParts {
  const { TABLE_NAME, TEAM_TOPIC_ARN_PREFIX, OPERATIONS_TOPIC_ARN } = parseEnv(sweepEnvSchema, env);
  const telemetry = createPowertoolsTelemetry('sweep');
  const sns = new SNSClient(PUBLISHING);
  const deliveries = createSnsDeliveries({
    sns,
    teamTopicArnPrefix: TEAM_TOPIC_ARN_PREFIX,
    client: documentClientOver(new DynamoDBClient(REPEATABLE)),
    tableName: TABLE_NAME,
    config,
    clock: systemClock,
    telemetry,
  });
  const { table } = deliveries;
  const operations = createOperations(table, createSnsOperationsPost(sns, OPERATIONS_TOPIC_ARN));
  const sweep = createSweep({
    ...deliveries,
    dueShards: DUE_SHARDS,
    chartsPerShard: CHARTS_PER_SHARD,
    newToken: randomUUID,
    operations,
    pause: (ms) => pause(ms),
  });
  const checkFeeds = createFeedCheck({
    table,
    feeds: config.feeds,
    operations,
    clock: systemClock,
    telemetry,
  });
  return { sweep, checkFeeds, telemetry };
}
