import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { DUE_SHARDS } from '../../shared/alerting/dynamodb-deliveries.ts';
import { createOperations } from '../../shared/alerting/operations.ts';
import { createSmsReached } from '../../shared/alerting/sms-reached.ts';
import { createSnsOperationsPost } from '../../shared/alerting/sns-publisher.ts';
import { createChartRepository } from '../../shared/chart/chart-repository.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbTable } from '../../shared/chart/dynamodb-table.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { REPEATABLE } from '../../shared/runtime/request-limits.ts';
import type { DeliveryParts } from './handler.ts';

const deliveryEnvSchema = z.object({
  TABLE_NAME: z.string().min(1),
  OPERATIONS_TOPIC_ARN: z.string().min(1),
});

export function createContainer(env: NodeJS.ProcessEnv = process.env): DeliveryParts {
  const { TABLE_NAME, OPERATIONS_TOPIC_ARN } = parseEnv(deliveryEnvSchema, env);
  const telemetry = createPowertoolsTelemetry('delivery');
  const client = documentClientOver(new DynamoDBClient(REPEATABLE));
  const table = createDynamoDbTable(client, TABLE_NAME);
  const smsReached = createSmsReached({
    table,
    repository: createChartRepository(table, DUE_SHARDS),
    operations: createOperations(
      table,
      createSnsOperationsPost(new SNSClient(REPEATABLE), OPERATIONS_TOPIC_ARN),
    ),
    clock: systemClock,
    telemetry,
  });
  return { smsReached, telemetry };
}
