import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDeliveries, DUE_SHARDS } from '../../../shared/alerting/dynamodb-deliveries.ts';
import type { Operations, Publisher } from '../../../shared/alerting/publisher.ts';
import { createSweep } from '../../../shared/alerting/sweep.ts';
import { type StandingAlert, standingAlerts } from '../../../shared/chart/alert-listing.ts';
import type { ChartService, Sweep } from '../../../shared/chart/chart-service.ts';
import { createChartService } from '../../../shared/chart/create-chart-service.ts';
import type { ClaimTimes } from '../../../shared/chart/delivery.ts';
import { documentClientOver } from '../../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbListPatients } from '../../../shared/chart/dynamodb-patients.ts';
import { createDynamoDbScan } from '../../../shared/chart/dynamodb-scan.ts';
import { TABLE_DEFINITION } from '../../../shared/chart/dynamodb-table.ts';
import { createKeys, type Keys } from '../../../shared/chart/keys.ts';
import type { ListPatients } from '../../../shared/chart/patient-page.ts';
import { createPolicyOfPatient } from '../../../shared/chart/policy-of-patient.ts';
import { createReview, type Review, type ReviewDependencies } from '../../../shared/chart/review.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { judge } from '../../../shared/clinical/judge.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import type { Telemetry } from '../../../shared/runtime/telemetry.ts';

export const TABLE_NAME = 'calcium-alerts';
const KEY_VERSION = '1';
const CHARTS_PER_SHARD = 200;
const REQUESTS_AT_ONCE = 50;

/** The sweep comes every two seconds here, so a claim need not outlast a Lambda. */
const CLAIM_TIMES: ClaimTimes = { firstMs: 15_000, longestMs: 60_000, marginMs: 5_000, gatherMs: 30_000 };

/** A client of the embedded DynamoDB, with its table there. Credentials mean nothing to it, but must be given. */
export async function openTable(endpoint: string): Promise<DynamoDBDocumentClient> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: { httpAgent: { maxSockets: REQUESTS_AT_ONCE } },
  });
  try {
    await client.send(new CreateTableCommand({ TableName: TABLE_NAME, ...TABLE_DEFINITION }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  return documentClientOver(client);
}

export type LocalChartsParts = {
  readonly table: DynamoDBDocumentClient;
  readonly secret: Uint8Array;
  readonly config: Config;
  readonly publisher: Publisher;
  readonly operations: Operations;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
};

export type LocalCharts = {
  readonly service: ChartService;
  readonly sweep: Sweep;
  readonly resultKey: (identity: string) => string;
  readonly keys: Keys;
  readonly standingAlerts: () => Promise<readonly StandingAlert[]>;
  readonly table: Table;
  readonly listPatients: ListPatients;
  readonly reviewBy: (policySince: ReviewDependencies['policySince']) => Review;
};

/** The charts of this machine: the same service and sweep as in AWS, over the embedded table. */
export function createLocalCharts(parts: LocalChartsParts): LocalCharts {
  const { table: client, secret, config, publisher, operations, clock, telemetry } = parts;
  const policyOf = createPolicyOfPatient(config);
  const keys = createKeys({ secret, version: KEY_VERSION });
  const deliveries = {
    ...createDeliveries({ client, tableName: TABLE_NAME, publisher, config, clock, telemetry }),
    claimTimes: CLAIM_TIMES,
    newToken: randomUUID,
  };
  const scan = createDynamoDbScan(client, TABLE_NAME);
  const judging = { ...deliveries, keys, judge, policyOf, retention: config.retention };
  return {
    service: createChartService(judging),
    sweep: createSweep({
      ...{ ...deliveries, operations },
      dueShards: DUE_SHARDS,
      chartsPerShard: CHARTS_PER_SHARD,
      pause: (ms) => pause(ms),
    }),
    resultKey: keys.resultKey,
    keys,
    standingAlerts: () => standingAlerts(scan),
    table: deliveries.table,
    listPatients: createDynamoDbListPatients(client, TABLE_NAME),
    reviewBy: (policySince) => createReview({ ...judging, policySince }),
  };
}
