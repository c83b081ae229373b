import { randomUUID } from 'node:crypto';
import { startEmbeddedDynamoDb } from '../../infra/local/table/embedded-dynamodb.ts';
import { openTable } from '../../infra/local/table/local-charts.ts';
import { createDeliveries, DUE_SHARDS } from '../../shared/alerting/dynamodb-deliveries.ts';
import { createSweep } from '../../shared/alerting/sweep.ts';
import { createChartService } from '../../shared/chart/create-chart-service.ts';
import { createKeys, type Keys } from '../../shared/chart/keys.ts';
import { createPolicyOfPatient } from '../../shared/chart/policy-of-patient.ts';
import { judge } from '../../shared/clinical/judge.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Config } from '../../shared/runtime/config.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { Recorder } from './recorder.ts';

export type DemoChartsParts = {
  readonly folder: string;
  readonly config: Config;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly recorder: Recorder;
};

/** The name under which `openTable` makes the table. */
const TABLE_NAME = 'calcium-alerts';
const CHARTS_PER_SHARD = 200;

/** The chart service, sweep and table of the local runtime, with every verdict of the judge noted down. */
export async function startDemoCharts({ folder, config, clock, telemetry, recorder }: DemoChartsParts) {
  const dynamoDb = await startEmbeddedDynamoDb(folder, (error) => {
    throw error;
  });
  const client = await openTable(dynamoDb.endpoint);
  const keys: Keys = createKeys({ secret: 'the demo needs no secret', version: '1' });
  const deliveries = {
    ...createDeliveries({
      ...{ client, tableName: TABLE_NAME, config, clock, telemetry },
      publisher: recorder.publisher,
    }),
    newToken: randomUUID,
    // On this day somebody acknowledges every page in time.
    freezeEscalation: () => undefined,
  };
  const { retention } = config;
  const policyOf = createPolicyOfPatient(config);
  return {
    keys,
    service: createChartService({
      ...deliveries,
      keys,
      judge: recorder.watching(judge),
      policyOf,
      retention,
    }),
    sweep: createSweep({
      ...{ ...deliveries, operations: recorder.operations },
      dueShards: DUE_SHARDS,
      chartsPerShard: CHARTS_PER_SHARD,
      pause: async () => {},
    }),
    close: async () => {
      client.destroy();
      await dynamoDb.close();
    },
  };
}
