import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler as createAssess } from '../../../functions/assess/handler.ts';
import { createHandler as createRejudge } from '../../../functions/rejudge/handler.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../infra/local/table/embedded-dynamodb.ts';
import { createLocalCharts, openTable } from '../../../infra/local/table/local-charts.ts';
import { createOperations } from '../../../shared/alerting/operations.ts';
import type { Page } from '../../../shared/alerting/publisher.ts';
import { createDynamoDbScan } from '../../../shared/chart/dynamodb-scan.ts';
import { createDynamoDbTable, TABLE_DEFINITION } from '../../../shared/chart/dynamodb-table.ts';
import { policiesOf } from '../../../shared/chart/policies.ts';
import type { Item } from '../../../shared/chart/table.ts';
import { createTeamOfPatient } from '../../../shared/chart/team-of-patient.ts';
import {
  DAY_MS,
  type EpochMs,
  epochMs,
  HOUR_MS,
  isoInstant,
  MINUTE_MS,
} from '../../../shared/clinical/instant.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import { createFolderMessageStore } from '../../../shared/intake/folder-message-store.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { loadRegistry, parseRegistry } from '../../../shared/intake/registry.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { replayArchive } from '../../../tools/replay/replay-archive.ts';
import { type Copied, copyMissing } from '../../../tools/restore/copy-missing.ts';
import { eventOfMessages } from '../../stand-ins/sqs-events.ts';
import { silentTelemetry } from '../../unit/functions/silent-telemetry.ts';

const REGISTRY = parseRegistry(
  [
    'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team',
    ...[1, 2, 3, 4, 5, 6].map((id) => `EAST,${id},1950-01-02,C34.9,active,2024-01-01,lung`),
  ].join('\n'),
);

const START = Date.UTC(2026, 0, 5, 8);
const RESTORED_TO = epochMs(START + 6 * HOUR_MS);
const LOST_AT = epochMs(START + 30 * HOUR_MS);
/** Long after: what is replayed is older than a day by then. */
const REPLAYED_AT = epochMs(LOST_AT + 3 * DAY_MS);

const configOf = (restoredAt: EpochMs | undefined) =>
  configSchema.parse({
    teams: ['lung', 'on-call'].map((id) => ({
      id,
      name: id,
      contacts: [{ protocol: 'email', to: 'a@example.org' }],
    })),
    fallbackTeam: 'on-call',
    feeds: [{ id: 'east', sendingFacility: 'EAST', defaultAuthority: 'EAST' }],
    ...(restoredAt !== undefined && { restoredAt: isoInstant(restoredAt) }),
  });

const hl7Time = (at: number) => `${isoInstant(epochMs(at)).replaceAll(/[-:T]|\..*/g, '')}+0000`;

type Given = { readonly status?: string; readonly origin?: QueuedMessage['origin']; readonly age?: number };

/** A calcium received at that hour, collected an hour before unless `age` says otherwise. */
function result(
  hour: number,
  patient: number,
  order: string,
  value: string,
  given: Given = {},
): QueuedMessage {
  const { status = 'F', origin = 'live', age = HOUR_MS } = given;
  const receivedAt = START + hour * HOUR_MS;
  const collected = hl7Time(receivedAt - age);
  const bytes = [
    `MSH|^~\\&|LIS|EAST|CA|HOSP|${hl7Time(receivedAt)}||ORU^R01|${order}${status}${hour}|P|2.5.1`,
    `PID|1||${patient}^^^EAST||ZZPHI^NAME||19500102`,
    `OBR|1|o|${order}|CMP|||${collected}|||||||||||||||${hl7Time(receivedAt)}`,
    `OBX|1|NM|17861-6^Calcium^LN||${value}|mg/dL|8.6-10.5||||${status}|||${collected}`,
    '',
  ].join('\r');
  return { bytes: Buffer.from(bytes), feed: 'east', receivedAt: epochMs(receivedAt), origin };
}

function merge(hour: number, survivor: number, absorbed: number): QueuedMessage {
  const receivedAt = START + hour * HOUR_MS;
  const bytes = [
    `MSH|^~\\&|ADT|EAST|CA|HOSP|${hl7Time(receivedAt)}||ADT^A40|m${hour}|P|2.5.1`,
    `PID|1||${survivor}^^^EAST`,
    `MRG|${absorbed}^^^EAST`,
    '',
  ].join('\r');
  return { bytes: Buffer.from(bytes), feed: 'east', receivedAt: epochMs(receivedAt), origin: 'live' };
}

const BEFORE = [
  result(1, 1, 'a1', '14.0'),
  result(2, 2, 'b1', '12.2'),
  result(3, 3, 'c1', '9.0'),
  result(4, 4, 'd1', '11.0'),
];

/** All that is lost: a first page, a rise, corrections up and down, a merge, an import of what is long past, the next day. */
const LOST = [
  result(7, 3, 'c2', '13.8'),
  result(8, 2, 'b2', '14.1'),
  result(9, 1, 'a1', '9.5', { status: 'C', age: 9 * HOUR_MS }),
  result(10, 5, 'e1', '12.1'),
  merge(11, 4, 6),
  result(12, 6, 'f1', '13.0'),
  result(13, 3, 'c0', '14.5', { origin: 'import', age: 40 * DAY_MS }),
  result(28, 5, 'e2', '13.9'),
];

/** The functions over a table of their own, with what they page. */
async function houseOver(endpoint: string, archive: string, restoredAt?: EpochMs) {
  const config = configOf(restoredAt);
  const clock = { instant: epochMs(START), now: () => clock.instant };
  const pages: Page[] = [];
  const client = await openTable(endpoint);
  const telemetry = silentTelemetry();
  const publisher = { publish: async (page: Page) => void pages.push(page) };
  const charts = createLocalCharts({
    ...{ table: client, config, clock, telemetry, publisher },
    operations: { tell: async () => {} },
    secret: Buffer.alloc(32, 7),
  });
  const operations = createOperations(charts.table, async () => {});
  const assess = createAssess({
    ...{
      chart: charts.service,
      feeds: createFeedDirectory(config),
      caps: config.caps,
      policy: config.policy,
    },
    ...{ operations, clock, telemetry, resultKey: charts.resultKey },
    store: createFolderMessageStore(archive),
    claims: { collect: () => Promise.reject(new Error('no claims')) },
    fates: { record: async () => {} },
  });
  const rejudge = createRejudge({
    ...{ operations, clock, telemetry, table: charts.table, judge: charts.service.judge, perSecond: 1_000 },
    listPatients: charts.listPatients,
    policies: policiesOf(config),
    reviewBy: charts.reviewBy,
    teamOf: createTeamOfPatient(config),
    routing: config,
    pause: async () => {},
  });
  const take = async (messages: readonly QueuedMessage[]) => {
    for (const message of messages)
      expect(await assess(eventOfMessages([message]))).toEqual({ batchItemFailures: [] });
  };
  const live = async (messages: readonly QueuedMessage[]) => {
    for (const message of messages) {
      clock.instant = message.receivedAt;
      await take([message]);
    }
  };
  const items = async () => {
    const found: Item[] = [];
    for await (const item of createDynamoDbScan(client, 'calcium-alerts')()) found.push(item);
    return found;
  };
  const load = () =>
    loadRegistry(REGISTRY, { chart: charts.service, feeds: config.feeds, loadedAt: epochMs(START) });
  const missing = () =>
    rejudge({ command: { dryRun: true } }, { getRemainingTimeInMillis: () => MINUTE_MS * 5 });
  return { client, clock, pages, live, take, items, load, missing, sweep: charts.sweep, table: charts.table };
}

/** Facts, charts and alerts, without when they were read and written and by which attempt. */
function standingOf(items: readonly Item[]): readonly unknown[] {
  const timeless = new Set([
    'readAt',
    'raisedAt',
    'expiresAt',
    'restsUntil',
    'delivery',
    'details',
    'version',
    'at',
  ]);
  const shown = items
    .filter(({ pk }) => pk.startsWith('P#'))
    .map((item) => ({ ...item, sk: item.sk.startsWith('ALERT#') ? item.sk.slice(0, 22) : item.sk }));
  const text = (item: unknown) =>
    JSON.stringify(item, (name, value: unknown) => (timeless.has(name) ? undefined : value));
  return shown.map(text).sort();
}

const idsOf = (pages: readonly Page[]) =>
  pages.map(({ alertId, kind, level }) => `${kind} ${level} ${alertId}`);

describe('a table that is restored', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-restore-'));
  const archive = join(folder, 'messages');
  const dynamoDbs: EmbeddedDynamoDb[] = [];
  const start = async (name: string) => {
    const started = await startEmbeddedDynamoDb(join(folder, name), (error) => {
      throw error;
    });
    dynamoDbs.push(started);
    return started.endpoint;
  };
  let lost: Awaited<ReturnType<typeof houseOver>>;
  let restored: Awaited<ReturnType<typeof houseOver>>;
  const copies: Copied[] = [];
  let copied = 0;
  let pagedBefore = 0;

  beforeAll(async () => {
    lost = await houseOver(await start('lost'), archive);
    await lost.load();
    await lost.live(BEFORE);
    const copy = await lost.items();
    copied = copy.length;
    pagedBefore = lost.pages.length;
    await lost.live(LOST);

    restored = await houseOver(await start('restored'), join(folder, 'again'), LOST_AT);
    const restoredCopy = 'restored-copy';
    await restored.client.send(new CreateTableCommand({ TableName: restoredCopy, ...TABLE_DEFINITION }));
    const copyTable = createDynamoDbTable(restored.client, restoredCopy);
    for (const item of copy) await copyTable.put(item);
    const tables = { from: restoredCopy, to: 'calcium-alerts' };
    copies.push(await copyMissing(restored.client, tables, () => {}));
    copies.push(await copyMissing(restored.client, tables, () => {}));
    restored.clock.instant = REPLAYED_AT;
  });
  afterAll(async () => {
    for (const dynamoDb of dynamoDbs) await dynamoDb.close();
    rmSync(folder, { recursive: true });
  });

  const replay = () =>
    replayArchive(
      { from: RESTORED_TO, until: LOST_AT },
      {
        list: async (prefix) => filesInOrder(archive, prefix),
        read: async (name) => readFileSync(join(archive, name)),
        queue: { send: restored.take },
        onDay: () => {},
      },
    );

  it('has every item of the copy, each put back once', () => {
    expect(copies).toEqual([
      { copied, there: 0 },
      { copied: 0, there: copied },
    ]);
  });

  it('lacks what came after, and says so to nobody who only looks at it', async () => {
    expect(lost.pages.length).toBeGreaterThan(pagedBefore + 4);
    expect(standingOf(await restored.items())).not.toEqual(standingOf(await lost.items()));
    expect(await restored.missing()).toMatchObject({ tally: { failed: 0, differences: {} } });
  });

  it('has every fact, chart and alert again when the archive since then has been replayed', async () => {
    expect(await replay()).toBe(LOST.length);
    expect(standingOf(await restored.items())).toEqual(standingOf(await lost.items()));
  });

  it('pages what had been paged since then once more, under the same reference and as REPEAT, and nothing else', () => {
    expect(idsOf(restored.pages)).toEqual(idsOf(lost.pages.slice(pagedBefore)));
    expect(restored.pages.every(({ repeat, sms }) => repeat && sms.startsWith('REPEAT '))).toBe(true);
    expect(lost.pages.some(({ repeat }) => repeat)).toBe(false);
  });

  it('pages nobody when the replay is done again, nor by the sweep', async () => {
    const pages = restored.pages.length;
    await replay();
    await restored.sweep();
    expect(restored.pages).toHaveLength(pages);
  });

  it('has nothing left that a re-judge would find', async () => {
    restored.clock.instant = epochMs(REPLAYED_AT + HOUR_MS);
    expect(await restored.missing()).toMatchObject({
      tally: { charts: 6, failed: 0, differences: {}, listed: 0 },
    });
  });

  it('pages what comes from then on as ever', async () => {
    const before = restored.pages.length;
    const hour = (REPLAYED_AT - START) / HOUR_MS + 2;
    await restored.live([result(hour, 1, 'a9', '14.2')]);
    expect(restored.pages.slice(before)).toMatchObject([{ level: 'critical', kind: 'alert', repeat: false }]);
  });
});

/** As S3 lists them: by the time at which they were written. */
function filesInOrder(archive: string, prefix: string): readonly string[] {
  const firstReceipt = (name: string) => {
    const [, at] = /"receivedAt":(\d+)/.exec(gunzipSync(readFileSync(join(archive, name))).toString()) ?? [];
    return Number(at);
  };
  return globSync(`${prefix}*`, { cwd: archive }).toSorted((a, b) => firstReceipt(a) - firstReceipt(b));
}
