import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { createDeliveries } from '../../shared/alerting/dynamodb-deliveries.ts';
import { createOperations } from '../../shared/alerting/operations.ts';
import { createSnsOperationsPost, createSnsPublisher } from '../../shared/alerting/sns-publisher.ts';
import { createChartService } from '../../shared/chart/create-chart-service.ts';
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
import { parseEnv, topicsSchema } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { readKeySecret } from '../../shared/runtime/secrets-key-reader.ts';
import type { AssessParts } from './handler.ts';

const assessEnvSchema = z.object({
  TABLE_NAME: z.string().min(1),
  PATIENT_KEY_SECRET_ARN: z.string().min(1),
  PATIENT_KEY_VERSION: z.string().min(1).default('1'),
  ARCHIVE_BUCKET: z.string().min(1),
  QUARANTINE_BUCKET: z.string().min(1),
  CLAIM_CHECK_BUCKET: z.string().min(1),
  TEAM_TOPIC_ARNS: topicsSchema,
  OPERATIONS_TOPIC_ARN: z.string().min(1),
});

export async function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname),
): Promise<AssessParts> {
  const settings = parseEnv(assessEnvSchema, env);
  const telemetry = createPowertoolsTelemetry('assess');
  const s3 = new S3Client({});
  const sns = new SNSClient({});
  const secret = await readKeySecret(new SecretsManagerClient({}), settings.PATIENT_KEY_SECRET_ARN);
  const keys = createKeys({ secret, version: settings.PATIENT_KEY_VERSION });
  const deliveries = createDeliveries({
    client: DynamoDBDocumentClient.from(new DynamoDBClient({}), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    tableName: settings.TABLE_NAME,
    publisher: createSnsPublisher(sns, settings.TEAM_TOPIC_ARNS, config.fallbackTeam),
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
    postpone: createSqsPostpone({ client: new SQSClient({}), clock: systemClock, telemetry }),
  };
}
