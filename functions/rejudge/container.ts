import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { createOperations } from '../../shared/alerting/operations.ts';
import { createSnsDeliveries } from '../../shared/alerting/sns-deliveries.ts';
import { createSnsOperationsPost } from '../../shared/alerting/sns-publisher.ts';
import { createChartService } from '../../shared/chart/create-chart-service.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbListPatients } from '../../shared/chart/dynamodb-patients.ts';
import { createKeys } from '../../shared/chart/keys.ts';
import { policiesOf } from '../../shared/chart/policies.ts';
import { createPolicyOfPatient } from '../../shared/chart/policy-of-patient.ts';
import { createReview } from '../../shared/chart/review.ts';
import { createTeamOfPatient } from '../../shared/chart/team-of-patient.ts';
import { judge } from '../../shared/clinical/judge.ts';
import { readBundledConfig } from '../../shared/runtime/bundled-config.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { PUBLISHING, REPEATABLE } from '../../shared/runtime/request-limits.ts';
import { readKeySecret } from '../../shared/runtime/secrets-key-reader.ts';
import type { RejudgeParts } from './handler.ts';

const rejudgeEnvSchema = z.object({
  TABLE_NAME: z.string().min(1),
  PATIENT_KEY_SECRET_ARN: z.string().min(1),
  PATIENT_KEY_VERSION: z.string().min(1).default('1'),
  TEAM_TOPIC_ARN_PREFIX: z.string().min(1),
  OPERATIONS_TOPIC_ARN: z.string().min(1),
});

/** A million charts in three hours. */
const CHARTS_PER_SECOND = 100;

export async function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname, env.DESK_URL),
): Promise<RejudgeParts> {
  const settings = parseEnv(rejudgeEnvSchema, env);
  const telemetry = createPowertoolsTelemetry('rejudge');
  const sns = new SNSClient(PUBLISHING);
  const secret = await readKeySecret(new SecretsManagerClient(REPEATABLE), settings.PATIENT_KEY_SECRET_ARN);
  const client = documentClientOver(new DynamoDBClient(REPEATABLE));
  const deliveries = createSnsDeliveries({
    sns,
    teamTopicArnPrefix: settings.TEAM_TOPIC_ARN_PREFIX,
    client,
    tableName: settings.TABLE_NAME,
    config,
    clock: systemClock,
    telemetry,
  });
  const charts = {
    ...deliveries,
    keys: createKeys({ secret, version: settings.PATIENT_KEY_VERSION }),
    judge,
    policyOf: createPolicyOfPatient(config),
    retention: config.retention,
    newToken: randomUUID,
  };
  const { table } = deliveries;
  return {
    table,
    listPatients: createDynamoDbListPatients(client, settings.TABLE_NAME),
    policies: policiesOf(config),
    reviewBy: (policySince) => createReview({ ...charts, policySince }),
    judge: createChartService(charts).judge,
    teamOf: createTeamOfPatient(config),
    routing: config,
    operations: createOperations(table, createSnsOperationsPost(sns, settings.OPERATIONS_TOPIC_ARN)),
    clock: systemClock,
    telemetry,
    pause: (ms) => pause(ms),
    perSecond: CHARTS_PER_SECOND,
  };
}
