import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createChartRepository } from '../chart/chart-repository.ts';
import { DEFAULT_CLAIM_TIMES } from '../chart/delivery.ts';
import { createDynamoDbTable } from '../chart/dynamodb-table.ts';
import type { FreezeEscalation } from '../chart/escalation.ts';
import type { Table } from '../chart/table.ts';
import { type EpochMs, epochMs } from '../clinical/instant.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Config } from '../runtime/config.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { createAdmitPage } from './admit-page.ts';
import { composePage } from './compose-page.ts';
import type { DeliveryDependencies } from './deliver.ts';
import { createFreezeEscalation } from './freeze-escalation.ts';
import type { Publisher } from './publisher.ts';

/** Shards of the index of what is due: whoever raises and whoever sweeps must agree on their number. */
export const DUE_SHARDS = 8;

export type DeliveriesParts = {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly publisher: Publisher;
  readonly config: Config;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
};

type Deliveries = DeliveryDependencies & {
  readonly table: Table;
  readonly feedTeams: ReadonlyMap<string, string>;
  readonly freezeEscalation: FreezeEscalation;
  readonly restoredAt: EpochMs | undefined;
};

/** The charts in DynamoDB and what it takes to send their alerts. */
export function createDeliveries(parts: DeliveriesParts): Deliveries {
  const { config, clock, telemetry, publisher } = parts;
  const table = createDynamoDbTable(parts.client, parts.tableName);
  return {
    table,
    repository: createChartRepository(table, DUE_SHARDS),
    publisher,
    composePage: (alert) => composePage(alert, config),
    admitPage: createAdmitPage({ table, pageStorm: config.pageStorm, clock, telemetry }),
    clock,
    claimTimes: DEFAULT_CLAIM_TIMES,
    freezeEscalation: createFreezeEscalation(config),
    telemetry,
    restoredAt: config.restoredAt === undefined ? undefined : epochMs(Date.parse(config.restoredAt)),
    feedTeams: new Map(config.feeds.flatMap(({ id, team }) => (team === undefined ? [] : [[id, team]]))),
  };
}
