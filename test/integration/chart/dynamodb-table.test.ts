import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listAlerts } from '../../../shared/chart/alert-listing.ts';
import { createChartRepository } from '../../../shared/chart/chart-repository.ts';
import { createChartService } from '../../../shared/chart/create-chart-service.ts';
import { documentClientOver } from '../../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbListPatients } from '../../../shared/chart/dynamodb-patients.ts';
import { createDynamoDbScan } from '../../../shared/chart/dynamodb-scan.ts';
import { createDynamoDbTable, TABLE_DEFINITION } from '../../../shared/chart/dynamodb-table.ts';
import { createKeys } from '../../../shared/chart/keys.ts';
import type { Place } from '../../../shared/chart/patient-page.ts';
import type { Item, Table } from '../../../shared/chart/table.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { judge } from '../../../shared/clinical/judge.ts';
import { seededChoices } from '../../simulation/choices.ts';
import { createScenario, patientAt } from '../../simulation/scenario.ts';
import { listen } from '../../stand-ins/loopback.ts';
import { NOW, quietTable } from '../../unit/chart/charts.ts';
import { partsOf } from '../../unit/chart/services.ts';

const TABLE = 'items';
const CHARTS = 'charts';
const PATIENTS = 'patients';
const server = dynalite({ createTableMs: 0 });
let client: DynamoDBDocumentClient;
let table: Table;
let partition = 0;
let pk = '';

beforeAll(async () => {
  const plain = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${await listen(server)}`,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  for (const TableName of [TABLE, CHARTS, PATIENTS]) {
    await plain.send(new CreateTableCommand({ TableName, ...TABLE_DEFINITION }));
  }
  client = documentClientOver(plain);
  table = createDynamoDbTable(client, TABLE);
});

afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  partition += 1;
  pk = `P#${partition}`;
});

const fact = (more: object = {}) => ({
  pk,
  sk: 'FACT#a#b',
  receivedAt: 5,
  origin: 'import',
  readAt: 5,
  ...more,
});
const all = (from: string, to: string) => table.query(pk, from, to);

describe('the table in DynamoDB', () => {
  it('gives back what was put, undefined left out', async () => {
    await table.put({ pk, sk: 'X', nested: { text: 'µmol/L', empty: '', gone: undefined }, list: [1, 'a'] });
    expect(await table.get(pk, 'X')).toEqual({
      pk,
      sk: 'X',
      nested: { text: 'µmol/L', empty: '' },
      list: [1, 'a'],
    });
    expect(await table.get(pk, 'Y')).toBeUndefined();
  });

  it('queries a range in order, the chart before the facts', async () => {
    for (const sk of ['FACT#b#c', 'ALERT#a', 'CHART', 'FACT#a#c', 'AUDIT#1']) await table.put({ pk, sk });
    expect((await all('CHART', 'FACT#~')).map(({ sk }) => sk)).toEqual(['CHART', 'FACT#a#c', 'FACT#b#c']);
    expect(await table.query('P#none', 'CHART', 'FACT#~')).toEqual([]);
  });

  it('reads every page of a long query and of a scan', async () => {
    const filler = 'x'.repeat(200_000);
    for (let index = 0; index < 12; index += 1) await table.put({ pk, sk: `FACT#${index + 10}#c`, filler });
    expect(await all('CHART', 'FACT#~')).toHaveLength(12);
    const scanned: Item[] = [];
    for await (const item of createDynamoDbScan(client, TABLE)()) scanned.push(item);
    expect(scanned.filter((item) => item.pk === pk)).toHaveLength(12);
  });

  it('writes a version only over the one expected', async () => {
    const chart = { pk, sk: 'CHART', version: 1 };
    expect(await table.putVersion({ ...chart, version: 2 }, 1)).toBe(false);
    expect(await table.putVersion(chart, 0)).toBe(true);
    expect(await table.putVersion(chart, 0)).toBe(false);
    expect(await table.putVersion({ ...chart, version: 2 }, 1)).toBe(true);
    expect(await table.putVersion({ ...chart, version: 2 }, 1)).toBe(false);
  });

  it('lets one of many at once write a version', async () => {
    const writes = Array.from({ length: 20 }, (_, by) =>
      table.putVersion({ pk, sk: 'CHART', version: 1, by }, 0),
    );
    expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
  });

  it.each([
    ['the first', [{}], { receivedAt: 5, origin: 'import', readAt: 5 }],
    ['an earlier one', [{}, { receivedAt: 3 }], { receivedAt: 3, origin: 'import', readAt: 5 }],
    ['a live one', [{}, { receivedAt: 9, origin: 'live' }], { receivedAt: 5, origin: 'live', readAt: 5 }],
    ['a later reading', [{}, { readAt: 7 }], { receivedAt: 5, origin: 'import', readAt: 7 }],
    ['the later expiry', [{ expiresAt: 4 }, { expiresAt: 9 }, { expiresAt: 6 }], { expiresAt: 9 }],
    ['no expiry', [{ expiresAt: 4 }, {}], { receivedAt: 5 }],
  ])('of several receipts of a fact keeps %s', async (_, receipts, expected) => {
    for (const order of [receipts, receipts.toReversed()]) {
      pk = `${pk}x`;
      for (const receipt of order) await table.putFact(fact({ content: 'same', ...receipt }));
      const stored = await table.get(pk, 'FACT#a#b');
      expect(stored).toMatchObject({ content: 'same', ...expected });
      expect('expiresAt' in (stored ?? {})).toBe('expiresAt' in expected);
    }
  });

  it('comes to the same receipt when many come at once', async () => {
    const receipts = [4, 9, 2, 7, 3, 8].map((receivedAt) => fact({ receivedAt, readAt: 10 - receivedAt }));
    await Promise.all(receipts.map((receipt) => table.putFact(receipt)));
    expect(await table.get(pk, 'FACT#a#b')).toMatchObject({ receivedAt: 2, readAt: 8 });
  });

  it('extends an expiry, never shortens one nor makes one nor an item', async () => {
    await table.put({ pk, sk: 'A', expiresAt: 5 });
    await table.put({ pk, sk: 'B' });
    for (const sk of ['A', 'B', 'C']) await table.extendExpiry(pk, sk, 9);
    await table.extendExpiry(pk, 'A', 7);
    expect(await all('A', 'C')).toEqual([
      { pk, sk: 'A', expiresAt: 9 },
      { pk, sk: 'B' },
    ]);
  });

  it('counts, keeping what it was first told of the count', async () => {
    expect(await table.increment(pk, 'N', { code: 'X', count2: 1 })).toBe(1);
    expect(await table.increment(pk, 'N', { code: 'Y' })).toBe(2);
    expect(await table.increment(pk, 'N', {})).toBe(3);
    expect(await table.get(pk, 'N')).toEqual({ pk, sk: 'N', code: 'X', count2: 1, count: 3 });
  });

  it('finds what is due in a shard, the longest due first', async () => {
    const due = [
      ['c', 30],
      ['a', 10],
      ['b', 20],
      ['later', 99],
    ] as const;
    for (const [name, dueAt] of due) await table.put({ pk: name, sk: 'CHART', dueShard: 7, dueAt });
    await table.put({ pk: 'other', sk: 'CHART', dueShard: 8, dueAt: 1 });
    expect(await table.due(7, 30, 10)).toEqual(['a', 'b', 'c']);
    expect(await table.due(7, 30, 2)).toEqual(['a', 'b']);
    await table.put({ pk: 'a', sk: 'CHART' });
    expect(await table.due(7, 30, 10)).toEqual(['b', 'c']);
  });

  it('says so when a request fails for another reason', async () => {
    const missing = createDynamoDbTable(client, 'missing');
    await expect(missing.putVersion({ pk, sk: 'CHART', version: 1 }, 0)).rejects.toThrow(/not found/i);
  });
});

describe('the patients in DynamoDB', () => {
  it('are those with a chart, a registration or a diagnosis, each once a page, however long the pages', async () => {
    const patients = createDynamoDbTable(client, PATIENTS);
    const long = 'x'.repeat(300_000);
    const results = { diagnoses: [], results: [{ long }] };
    for (const name of ['P#1', 'P#2', 'P#3', 'P#4', 'P#5']) {
      await patients.put({ pk: name, sk: 'FACT#r#0', fact: results });
      await patients.put({ pk: name, sk: 'ALERT#a#1' });
    }
    await patients.put({ pk: 'P#1', sk: 'CHART' });
    await patients.put({
      pk: 'P#2',
      sk: 'FACT#d#0',
      fact: { diagnoses: [{ code: 'C34' }], results: [{ long }] },
    });
    await patients.put({ pk: 'P#2', sk: 'FACT#d#1', fact: { diagnoses: [{ code: 'C34' }], results: [] } });
    await patients.put({ pk: 'P#3', sk: 'FACT#g#0', fact: { diagnoses: [], results: [], registration: {} } });
    await patients.put({ pk: 'FILE#1', sk: 'CHART' });

    const list = createDynamoDbListPatients(client, PATIENTS);
    const listed: string[] = [];
    let pages = 0;
    let after: Place | undefined;
    do {
      const page = await list(after);
      listed.push(...page.patients);
      expect(new Set(page.patients).size).toBe(page.patients.length);
      after = page.next;
      pages += 1;
    } while (after !== undefined);

    expect(new Set(listed)).toEqual(new Set(['P#1', 'P#2', 'P#3']));
    expect(pages).toBeGreaterThan(1);
  });

  it('are not listed as none where the table does not exist', async () => {
    await expect(createDynamoDbListPatients(client, 'missing')(undefined)).rejects.toThrow(/not found/i);
  });
});

describe('charts over DynamoDB', () => {
  it('come to the same as over the table of the simulation', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const { messages } = createScenario(seededChoices(seed));
      const shown: unknown[] = [];
      for (const over of [createDynamoDbTable(client, CHARTS), quietTable().table]) {
        const { parts, pages } = partsOf({
          ...{
            judge,
            keys: createKeys({ secret: `seed ${seed}`, version: '1' }),
            table: over,
            repository: createChartRepository(over, 1),
          },
        });
        const service = createChartService(parts);
        for (const message of messages) {
          if (message.is === 'fact') {
            const at = patientAt(message.patient);
            await service.judge(await service.record(at, message.identity, message.fact));
          } else {
            const [survivor, absorbed] = [patientAt(message.survivor), patientAt(message.absorbed)];
            await service.link({ action: message.action, survivor, absorbed }, epochMs(message.sentAt));
          }
        }
        shown.push(pages);
      }
      expect(shown[0]).toEqual(shown[1]);
    }
    const listed = await listAlerts(createDynamoDbScan(client, CHARTS));
    expect(listed.length).toBeGreaterThan(5);
    const paged = listed.filter(({ level }) => level !== 'worklist');
    expect(new Set(paged.map(({ delivery }) => delivery))).toEqual(new Set(['sent']));
    expect(listed.every(({ raisedAt }) => raisedAt === new Date(NOW).toISOString())).toBe(true);
  });
});
