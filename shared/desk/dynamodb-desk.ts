import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DUE_SHARDS } from '../alerting/dynamodb-deliveries.ts';
import { createChartRepository } from '../chart/chart-repository.ts';
import { createDynamoDbTable } from '../chart/dynamodb-table.ts';
import { createPolicyOfPatient } from '../chart/policy-of-patient.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Config } from '../runtime/config.ts';
import { createDeskService } from './create-desk-service.ts';
import type { DeskDependencies } from './desk-dependencies.ts';
import type { DeskService } from './desk-service.ts';
import { createDynamoDbDeskTable } from './dynamodb-desk-table.ts';

export type DynamoDbDeskParts = {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly config: Config;
  readonly clock: Clock;
  /** Tells two entries of the audit trail of one instant apart. */
  readonly newToken: () => string;
};

/** What the desk needs, over the one table. It needs no key of patients: alerts are found by their id and their team. */
export function dynamoDbDeskDependencies(parts: DynamoDbDeskParts): DeskDependencies {
  const { client, tableName, config, clock, newToken } = parts;
  return {
    table: createDynamoDbDeskTable(client, tableName),
    repository: createChartRepository(createDynamoDbTable(client, tableName), DUE_SHARDS),
    policyOf: createPolicyOfPatient(config),
    routing: config,
    ...{ clock, newToken },
  };
}

/** The desk over the one table. */
export function createDynamoDbDesk(parts: DynamoDbDeskParts): DeskService {
  return createDeskService(dynamoDbDeskDependencies(parts));
}
