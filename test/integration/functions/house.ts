import { createHandler as createAssess } from '../../../functions/assess/handler.ts';
import { createHandler as createReceive } from '../../../functions/receive/handler.ts';
import { createHandler as createSweep } from '../../../functions/sweep/handler.ts';
import { createLocalCharts, openTable } from '../../../infra/local/table/local-charts.ts';
import { createOperations } from '../../../shared/alerting/operations.ts';
import type { Page } from '../../../shared/alerting/publisher.ts';
import { createDynamoDbTable } from '../../../shared/chart/dynamodb-table.ts';
import { createKeys } from '../../../shared/chart/keys.ts';
import { createDoor } from '../../../shared/intake/accept.ts';
import { createControlIds } from '../../../shared/intake/control-ids.ts';
import type { Fate } from '../../../shared/intake/fate.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import { createFolderMessageStore } from '../../../shared/intake/folder-message-store.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { eventOfMessages } from '../../stand-ins/sqs-events.ts';
import { silentTelemetry, type Told } from '../../unit/functions/silent-telemetry.ts';

const SECRET = Buffer.alloc(32, 7);

export type HouseParts = {
  readonly endpoint: string;
  readonly folder: string;
  readonly config: Config;
  readonly clock: Clock;
};

/** The handlers as in AWS over a real table, with a queue and topics in memory. */
export async function houseOver({ endpoint, folder, config, clock }: HouseParts) {
  const queued: QueuedMessage[] = [];
  const pages: Page[] = [];
  const posted: string[] = [];
  const told: Told[] = [];
  const fates: Fate[] = [];
  const state: { topicsDown: boolean; dies: (() => void) | undefined } = {
    topicsDown: false,
    dies: undefined,
  };
  const client = await openTable(endpoint);
  const table = createDynamoDbTable(client, 'calcium-alerts');
  const telemetry = silentTelemetry(told);
  const publisher = {
    publish: async (page: Page) => {
      if (state.topicsDown) throw new Error('SNS down');
      // As a worker that ends here: nobody hears of it any more.
      if (state.dies) {
        state.dies();
        return new Promise<void>(() => {});
      }
      pages.push(page);
    },
  };
  const operations = createOperations(table, async ({ code, subject }, count) => {
    posted.push(`${code} ${subject} ${count}`);
  });
  const charts = createLocalCharts({
    table: client,
    secret: SECRET,
    config,
    publisher,
    operations,
    clock,
    telemetry,
  });
  const keys = createKeys({ secret: SECRET, version: '1' });
  const feeds = createFeedDirectory(config);
  const assess = createAssess({
    chart: charts.service,
    feeds,
    caps: config.caps,
    policy: config.policy,
    operations,
    resultKey: charts.resultKey,
    store: createFolderMessageStore(folder),
    claims: { collect: () => Promise.reject(new Error('no claims')) },
    fates: { record: async (_id, _feed, fate) => void fates.push(fate) },
    clock,
    telemetry,
  });
  const door = createDoor({
    caps: config.caps,
    feeds,
    queue: { send: async (messages) => void queued.push(...messages) },
    clock,
    telemetry,
    newControlId: createControlIds(),
  });
  const receive = createReceive({ door, maxBytes: config.caps.httpBytes, telemetry });
  const post = async (message: string): Promise<string> => {
    const response = await receive({
      httpMethod: 'POST',
      headers: { 'content-type': 'application/hl7-v2' },
      body: Buffer.from(message).toString('base64'),
      isBase64Encoded: true,
    });
    return Buffer.from(response.body, 'base64').toString();
  };
  const assessBatch = (messages: readonly QueuedMessage[]) => assess(eventOfMessages(messages));
  const drain = async () => assessBatch(queued.splice(0));
  const sweep = createSweep({ sweep: charts.sweep, telemetry });
  return { post, assessBatch, drain, sweep, queued, pages, posted, told, fates, state, charts, table, keys };
}
