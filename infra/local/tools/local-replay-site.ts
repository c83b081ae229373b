import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DUE_SHARDS } from '../../../shared/alerting/dynamodb-deliveries.ts';
import { createChartRepository } from '../../../shared/chart/chart-repository.ts';
import { createDynamoDbTable } from '../../../shared/chart/dynamodb-table.ts';
import type { Keys } from '../../../shared/chart/keys.ts';
import type { MessageQueue } from '../../../shared/intake/message-queue.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { folderObjects } from '../../../tools/replay/folder-objects.ts';
import type { ReplaySite } from '../../../tools/replay/replay-site.ts';
import { TABLE_NAME } from '../table/local-charts.ts';

export type LocalReplaySiteParts = {
  readonly client: DynamoDBDocumentClient;
  readonly config: Config;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly queue: MessageQueue;
  readonly messageFolder: string;
};

/** The messages that this machine keeps, and its queue. */
export function localReplaySite(parts: LocalReplaySiteParts): ReplaySite {
  const { client, config, clock, keys, queue, messageFolder } = parts;
  const table = createDynamoDbTable(client, TABLE_NAME);
  const objects = folderObjects(messageFolder);
  const stored = createChartRepository(table, DUE_SHARDS);
  return {
    ...{ archive: objects, quarantine: objects, queue, config, clock, table },
    charts: async () => ({ stored, keys }),
  };
}
