import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { readSmsLogs } from '../../shared/alerting/logs-sms-delivery.ts';
import { createOperations } from '../../shared/alerting/operations.ts';
import { createSnsOperationsPost } from '../../shared/alerting/sns-publisher.ts';
import { setSmsSettings } from '../../shared/alerting/sns-sms-settings.ts';
import { createSnsSubscriptions } from '../../shared/alerting/sns-subscriptions.ts';
import { readContactParameters } from '../../shared/alerting/ssm-contacts.ts';
import { contactTopics } from '../../shared/alerting/wanted-subscriptions.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbTable } from '../../shared/chart/dynamodb-table.ts';
import { readBundledConfig } from '../../shared/runtime/bundled-config.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { REPEATABLE } from '../../shared/runtime/request-limits.ts';
import { createAnswerDeployment } from './answer-deployment.ts';
import type { SubscriptionsParts } from './handler.ts';

const subscriptionsEnvSchema = z.object({
  TABLE_NAME: z.string().min(1),
  TEAM_TOPIC_ARN_PREFIX: z.string().min(1),
  OPERATIONS_TOPIC_ARN: z.string().min(1),
  CONTACTS_PATH: z.string().min(1),
  SMS_LOGGING_ROLE_ARN: z.string().min(1),
  SMS_LOGS_PREFIX: z.string().min(1),
  SMS_LOGS_KEY_ARN: z.string().min(1),
  SMS_LOGS_READER_ARN: z.string().min(1),
  SMS_LOGS_DAYS: z.coerce.number().int().positive(),
});
type Settings = z.infer<typeof subscriptionsEnvSchema>;

export function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname),
): SubscriptionsParts {
  const settings = parseEnv(subscriptionsEnvSchema, env);
  const sns = new SNSClient(REPEATABLE);
  const ssm = new SSMClient(REPEATABLE);
  const client = documentClientOver(new DynamoDBClient(REPEATABLE));
  const topics = contactTopics(config, {
    teamTopicArnPrefix: settings.TEAM_TOPIC_ARN_PREFIX,
    operationsTopicArn: settings.OPERATIONS_TOPIC_ARN,
  });
  return {
    topics,
    contactsPath: settings.CONTACTS_PATH,
    readContacts: () => readContactParameters(ssm, settings.CONTACTS_PATH),
    subscriptions: createSnsSubscriptions(sns),
    smsSteps: [
      () => readSmsLogs(new CloudWatchLogsClient(PATIENT), topics.map(topicName), smsLogsOf(settings)),
      () => setSmsSettings(sns, { loggingRoleArn: settings.SMS_LOGGING_ROLE_ARN, ...config.sms }),
    ],
    answerDeployment: createAnswerDeployment(fetch),
    operations: createOperations(
      createDynamoDbTable(client, settings.TABLE_NAME),
      createSnsOperationsPost(sns, settings.OPERATIONS_TOPIC_ARN),
    ),
    clock: systemClock,
    telemetry: createPowertoolsTelemetry('subscriptions'),
  };
}

/** CloudWatch Logs takes five changes a second, and hundreds of teams have more. */
const PATIENT = { ...REPEATABLE, maxAttempts: 10 };

/** The last part of a topic's ARN. */
function topicName({ arn }: { readonly arn: string }): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

function smsLogsOf(settings: Settings) {
  return {
    prefix: settings.SMS_LOGS_PREFIX,
    keyArn: settings.SMS_LOGS_KEY_ARN,
    retentionDays: settings.SMS_LOGS_DAYS,
    readerArn: settings.SMS_LOGS_READER_ARN,
    filterName: `calcium-alerts${settings.CONTACTS_PATH.replaceAll('/', '-')}`,
  };
}
