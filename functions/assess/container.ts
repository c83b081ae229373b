import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { createOperations } from '../../shared/alerting/operations.ts';
import { createSnsDeliveries } from '../../shared/alerting/sns-deliveries.ts';
import { createSnsOperationsPost } from '../../shared/alerting/sns-publisher.ts';
import { createChartService } from '../../shared/chart/create-chart-service.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { createKeys } from '../../shared/chart/keys.ts';
import { createPolicyOfPatient } from '../../shared/chart/policy-of-patient.ts';
import { judge } from '../../shared/clinical/judge.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { createFeedWatch } from '../../shared/intake/feed-watch.ts';
import { createS3ClaimStore } from '../../shared/intake/s3-claim-store.ts';
import { createS3MessageStore } from '../../shared/intake/s3-message-store.ts';
import { createSqsPostpone } from '../../shared/intake/sqs-postpone.ts';
import { createTelemetryFates } from '../../shared/intake/telemetry-fates.ts';
import { readBundledConfig } from '../../shared/runtime/bundled-config.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { PUBLISHING, REPEATABLE } from '../../shared/runtime/request-limits.ts';
import { readKeySecret } from '../../shared/runtime/secrets-key-reader.ts';
import type { AssessParts } from './handler.ts';

const assessEnvSchema = z.object({
  TABLE_NAME: z.string().min(1),
  PATIENT_KEY_SECRET_ARN: z.string().min(1),
  PATIENT_KEY_VERSION: z.string().min(1).default('1'),
  ARCHIVE_BUCKET: z.string().min(1),
  QUARANTINE_BUCKET: z.string().min(1),
  CLAIM_CHECK_BUCKET: z.string().min(1),
  TEAM_TOPIC_ARN_PREFIX: z.string().min(1),
  OPERATIONS_TOPIC_ARN: z.string().min(1),
});

export async function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname, env.DESK_URL),
): Promise<AssessParts> {
  const settings = parseEnv(assessEnvSchema, env);
  const telemetry = createPowertoolsTelemetry('assess');
  const s3 = new S3Client(REPEATABLE);
  const sns = new SNSClient(PUBLISHING);
  const secret = await readKeySecret(new SecretsManagerClient(REPEATABLE), settings.PATIENT_KEY_SECRET_ARN);
  const keys = createKeys({ secret, version: settings.PATIENT_KEY_VERSION });
  const deliveries = createSnsDeliveries({
    sns,
    teamTopicArnPrefix: settings.TEAM_TOPIC_ARN_PREFIX,
    client: documentClientOver(new DynamoDBClient(REPEATABLE)),
    tableName: settings.TABLE_NAME,
    config,
    clock: systemClock,
    telemetry,
  });
  const { policy, retention, caps } = config;
  const policyOf = createPolicyOfPatient(config);
  return {
    chart: createChartService({ ...deliveries, keys, judge, policyOf, retention, newToken: randomUUID }),
    feeds: createFeedDirectory(config),
    caps,
    policy,
    operations: createOperations(
      deliveries.table,
      createSnsOperationsPost(sns, settings.OPERATIONS_TOPIC_ARN),
    ),
    resultKey: keys.resultKey,
    feedWatch: createFeedWatch(deliveries.table),
    store: createS3MessageStore(s3, {
      archive: settings.ARCHIVE_BUCKET,
      quarantine: settings.QUARANTINE_BUCKET,
    }),
    claims: createS3ClaimStore(s3, settings.CLAIM_CHECK_BUCKET),
    fates: createTelemetryFates(telemetry),
    clock: systemClock,
    telemetry,
    postpone: createSqsPostpone({ client: new SQSClient(REPEATABLE), clock: systemClock, telemetry }),
  };
}
