import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler as createAssess } from '../../../functions/assess/handler.ts';
import { createHandler as createReceive } from '../../../functions/receive/handler.ts';
import { createHandler as createSweep } from '../../../functions/sweep/handler.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../infra/local/table/embedded-dynamodb.ts';
import { createLocalCharts, openTable } from '../../../infra/local/table/local-charts.ts';
import { createOperations } from '../../../shared/alerting/operations.ts';
import type { Page } from '../../../shared/alerting/publisher.ts';
import { createDynamoDbTable } from '../../../shared/chart/dynamodb-table.ts';
import { DAY_MS, epochMs } from '../../../shared/clinical/instant.ts';
import { createDoor } from '../../../shared/intake/accept.ts';
import { createControlIds } from '../../../shared/intake/control-ids.ts';
import type { Fate } from '../../../shared/intake/fate.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import { createFileProgress } from '../../../shared/intake/file-progress.ts';
import { createFolderMessageStore } from '../../../shared/intake/folder-message-store.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { loadRegistry, parseRegistry } from '../../../shared/intake/registry.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { eventOfMessages } from '../../stand-ins/sqs-events.ts';
import { silentTelemetry, type Told } from '../../unit/functions/silent-telemetry.ts';

const config = configSchema.parse({
  teams: ['lung', 'on-call'].map((id) => ({
    id,
    name: id,
    contacts: [{ protocol: 'email', to: 'a@example.org' }],
  })),
  fallbackTeam: 'on-call',
  feeds: [{ id: 'north', sendingFacility: 'NORTH', defaultAuthority: 'NORTH', stripLeadingZeros: true }],
});

const clock = { instant: Date.UTC(2026, 0, 2, 12), now: () => epochMs(clock.instant) };

/** The handlers as in AWS over a real table, with a queue and topics in memory. */
async function houseOver(endpoint: string, folder: string) {
  const queued: QueuedMessage[] = [];
  const pages: Page[] = [];
  const posted: string[] = [];
  const told: Told[] = [];
  const fates: Fate[] = [];
  const state = { topicsDown: false };
  const client = await openTable(endpoint);
  const table = createDynamoDbTable(client, 'calcium-alerts');
  const telemetry = silentTelemetry(told);
  const publisher = {
    publish: async (page: Page) => {
      if (state.topicsDown) throw new Error('SNS down');
      pages.push(page);
    },
  };
  const charts = createLocalCharts({
    table: client,
    secret: Buffer.alloc(32, 7),
    config,
    publisher,
    clock,
    telemetry,
  });
  const feeds = createFeedDirectory(config);
  const assess = createAssess({
    chart: charts.service,
    feeds,
    caps: config.caps,
    policy: config.policy,
    operations: createOperations(table, async ({ code, subject }, count) => {
      posted.push(`${code} ${subject} ${count}`);
    }),
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
  const drain = async () => assess(eventOfMessages(queued.splice(0)));
  const sweep = createSweep({ sweep: charts.sweep, telemetry });
  return { post, drain, sweep, pages, posted, told, fates, state, charts, table };
}

const oru = (patient: string, value: string, order = 'f1', status = 'F') =>
  [
    `MSH|^~\\&|LIS|EAST|CA|HOSP|20260102113000+0000||ORU^R01|${order}${status}|P|2.5.1`,
    `PID|1||${patient}^^^EAST||ZZPHI^NAME||19500102`,
    `OBR|1|o1|${order}|CMP|||20260102110000+0000`,
    `OBX|1|NM|17861-6^Calcium^LN||${value}|mg/dL|8.6-10.5|HH|||${status}|||20260102110000+0000`,
    '',
  ].join('\r');

describe('from the door to the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  let dynamoDb: EmbeddedDynamoDb;
  let house: Awaited<ReturnType<typeof houseOver>>;

  beforeAll(async () => {
    dynamoDb = await startEmbeddedDynamoDb(join(folder, 'table'), (error) => {
      throw error;
    });
    house = await houseOver(dynamoDb.endpoint, folder);
    const csv = [
      'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team',
      ...['ZZPHI1', 'ZZPHI2', 'ZZPHI3'].map((id) => `EAST,${id},1950-01-02,C34.9,active,2024-01-01,lung`),
      'NORTH,000123,1950-01-02,C34.9,active,2024-01-01,lung',
      'NORTH,456,1950-01-02,C34.9,active,2024-01-01,lung',
    ];
    const loadedAt = epochMs(clock.instant - 30 * DAY_MS);
    await loadRegistry(parseRegistry(csv.join('\n')), {
      chart: house.charts.service,
      feeds: config.feeds,
      loadedAt,
    });
  });
  afterAll(async () => {
    await dynamoDb.close();
    rmSync(folder, { recursive: true });
  });

  it('pages the team of the patient, without any patient data, once', async () => {
    expect(await house.post(oru('ZZPHI1', '14.0'))).toContain('MSA|AA|f1F');
    expect(await house.drain()).toEqual({ batchItemFailures: [] });
    await house.post(oru('ZZPHI1', '14.0'));
    await house.drain();

    expect(house.pages).toMatchObject([{ team: 'lung', level: 'critical', kind: 'alert', repeat: false }]);
    expect(JSON.stringify(house.pages)).not.toMatch(/ZZPHI|14\.0|calcium/i);
    expect(house.fates.map(({ is }) => is)).toEqual(['judged', 'judged']);
  });

  it.each([
    ['000123', '123'],
    ['456', '0456'],
  ])('knows patient %s of the registry in a message of %s, where the feed strips zeros', async (_, sent) => {
    house.pages.length = 0;
    await house.post(oru(sent, '14.0', `n${sent}`).replaceAll('EAST', 'NORTH'));
    await house.drain();
    expect(house.pages).toMatchObject([{ team: 'lung', level: 'critical' }]);
  });

  it('tells of a correction to normal with a notice of its own', async () => {
    house.pages.length = 0;
    clock.instant += 60_000;
    await house.post(oru('ZZPHI1', '9.5', 'f1', 'C'));
    await house.drain();
    expect(house.pages).toMatchObject([{ team: 'lung', level: 'critical', kind: 'correction' }]);
  });

  it('sends by the sweep what could not be sent at once, marked REPEAT', async () => {
    house.pages.length = 0;
    house.state.topicsDown = true;
    await house.post(oru('ZZPHI2', '14.0', 'f2'));
    expect(await house.drain()).toEqual({ batchItemFailures: [] });
    house.state.topicsDown = false;
    clock.instant += 3 * 60_000;
    await house.sweep();
    expect(house.pages).toMatchObject([{ team: 'lung', level: 'critical', repeat: true }]);
    expect(house.pages[0]?.sms).toContain('REPEAT');
  });

  it('pages nobody for a patient without known cancer', async () => {
    house.pages.length = 0;
    await house.post(oru('ZZPHI9', '14.0', 'f9'));
    await house.drain();
    expect(house.pages).toEqual([]);
    expect(house.fates.at(-1)).toEqual({ is: 'judged', valuesQuarantined: [] });
  });

  it('tells operations once of a code that nobody mapped, by the count in the table', async () => {
    house.posted.length = 0;
    const unmapped = oru('ZZPHI3', '12.9', 'f3').replace('17861-6^Calcium^LN', 'CALC^Kalzium^L');
    for (let time = 0; time < 10; time += 1) {
      await house.post(unmapped);
      await house.drain();
    }
    const told = house.posted.filter((notice) => notice.startsWith('UNMAPPED_CALCIUM'));
    expect(told.map((notice) => notice.split(' ').at(-1))).toEqual(['1', '10']);
  });

  it('says nothing of a patient in anything it logs or counts', () => {
    expect(house.told.length).toBeGreaterThan(0);
    expect(JSON.stringify([house.told, house.posted])).not.toContain('ZZPHI');
  });

  it('keeps the progress of a file in the table', async () => {
    const progress = createFileProgress(house.table);
    expect(await progress.load('f')).toEqual({ done: false, position: undefined, compressed: false });
    const position = {
      offset: 7,
      index: 1,
      encoding: 'bytes' as const,
      fieldSeparator: '|',
      count: { messages: 1 } as never,
    };
    await progress.save('f', { done: false, position, compressed: true }, clock.now());
    expect(await progress.load('f')).toEqual({ done: false, position, compressed: true });
    await progress.save('f', { done: true, position: undefined, compressed: true }, clock.now());
    expect(await progress.load('f')).toEqual({ done: true, position: undefined, compressed: true });
  });
});
