import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSweep } from '../../../shared/alerting/sweep.ts';
import { createChartRepository } from '../../../shared/chart/chart-repository.ts';
import { createChartService } from '../../../shared/chart/create-chart-service.ts';
import { documentClientOver } from '../../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbTable, TABLE_DEFINITION } from '../../../shared/chart/dynamodb-table.ts';
import { HOUR_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { judge } from '../../../shared/clinical/judge.ts';
import { createDynamoDbDesk } from '../../../shared/desk/dynamodb-desk.ts';
import { createDynamoDbDeskTable } from '../../../shared/desk/dynamodb-desk-table.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { listen } from '../../stand-ins/loopback.ts';
import { NOW, patientFact } from '../../unit/chart/charts.ts';
import { partsOf } from '../../unit/chart/services.ts';
import { albumin, total } from '../../unit/clinical/judge/patient.ts';
import { AUDITOR, BREAST, LUNG } from '../../unit/desk/desk.ts';

const TABLE = 'items';
const server = dynalite({ createTableMs: 0 });
let client: DynamoDBDocumentClient;

beforeAll(async () => {
  const plain = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${await listen(server)}`,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  await plain.send(new CreateTableCommand({ TableName: TABLE, ...TABLE_DEFINITION }));
  client = documentClientOver(plain);
});

afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("the desk's table in DynamoDB", () => {
  it('gives the newest items of a partition, within the bounds, as many as are asked for', async () => {
    const table = createDynamoDbDeskTable(client, TABLE);
    for (const sk of ['A#1', 'B#1', 'B#2', 'B#3', 'B#4', 'C#1']) await table.put({ pk: 'TEAM#x', sk });
    const newest = async (before: string, limit: number) =>
      (await table.newest({ pk: 'TEAM#x', from: 'B#', before, limit })).map(({ sk }) => sk);
    expect(await newest('B#~', 10)).toEqual(['B#4', 'B#3', 'B#2', 'B#1']);
    expect(await newest('B#~', 2)).toEqual(['B#4', 'B#3']);
    expect(await newest('B#3', 10)).toEqual(['B#2', 'B#1']);
    expect(await newest('B#3', 1)).toEqual(['B#2']);
    expect(await newest('B#1', 10)).toEqual([]);
  });

  it('gives all that is asked for, on however many pages it lies', async () => {
    const table = createDynamoDbDeskTable(client, TABLE);
    const text = 'x'.repeat(300_000);
    const keys = ['1', '2', '3', '4', '5', '6', '7'];
    for (const sk of keys) await table.put({ pk: 'TEAM#large', sk, text });
    const items = await table.newest({ pk: 'TEAM#large', from: '0', before: '9', limit: 6 });
    expect(items.map(({ sk }) => sk)).toEqual(['7', '6', '5', '4', '3', '2']);
  });
});

describe('the desk over DynamoDB', () => {
  it('lists, shows, answers, audits and reports the alerts that the charts raise', async () => {
    const table = createDynamoDbTable(client, TABLE);
    const { parts, time, pages } = partsOf({ judge, table, repository: createChartRepository(table, 8) });
    const charts = createChartService(parts);
    const contacts = [{ protocol: 'email', to: 'team@example.org' }];
    const teams = ['lung', 'breast', 'fallback'].map((id) => ({ id, name: id, contacts }));
    const config = configSchema.parse({ teams, fallbackTeam: 'fallback' });
    let tokens = 0;
    const { clock } = parts;
    const newToken = () => `t${++tokens}`;
    const desk = createDynamoDbDesk({ client, tableName: TABLE, config, clock, newToken });
    const registration = {
      ...({ source: 'registry', icd10: 'C34.1', status: 'active', team: 'lung', loadedAt: NOW } as const),
    };
    const send = async (amount: string) => {
      const results = [total(`${amount} mg/dL`, clock.now()), albumin('40 g/L', clock.now())];
      const fact = patientFact({ receivedAt: clock.now(), results });
      await charts.judge(await charts.record(fact.patient, `message of ${clock.now()}`, fact));
    };
    await charts.record({ authority: 'HOSP', id: 'MRN1' }, 'row', patientFact({ registration }));
    await send('12.8');

    const { alerts } = await desk.listAlerts(LUNG, { which: 'open' });
    const alertId = String(alerts[0]?.alertId);
    expect(alerts).toMatchObject([
      { level: 'urgent', value: '12.8', patient: { id: 'MRN1' }, episode: 'running' },
    ]);
    expect(await desk.listAlerts(BREAST, { which: 'all' })).toEqual({ alerts: [] });
    expect(await desk.alert(BREAST, alertId)).toBeUndefined();
    const shown = await desk.alert(LUNG, alertId);
    expect(shown).toMatchObject({ version: 0, mayAct: true, trend: { lines: [{}, {}, {}] } });

    const snooze = { do: 'snooze', until: plusMs(NOW, 2 * HOUR_MS), note: 'fluids' } as const;
    await desk.act(LUNG, alertId, snooze, { version: 0 });
    expect(await desk.listAlerts(LUNG, { which: 'open' })).toEqual({ alerts: [] });
    time.passed = 2 * HOUR_MS;
    await createSweep({ ...parts, dueShards: 8 })();
    expect(pages.map(({ repeat }) => repeat)).toEqual([false, true]);
    const open = await desk.alert(LUNG, alertId);
    expect(open).toMatchObject({ version: 2, acknowledgement: null });
    const acknowledge = { do: 'acknowledge', reason: 'acting' } as const;
    const acknowledged = await desk.act(LUNG, alertId, acknowledge, { version: 2 });
    expect(acknowledged).toMatchObject({ version: 3, answeredBy: LUNG.name });
    await expect(desk.act(LUNG, alertId, { do: 'reopen' }, { version: 2 })).rejects.toMatchObject({
      reason: 'changed-meanwhile',
    });

    expect((await desk.audit(AUDITOR, alertId)).map(({ action }) => action.did)).toEqual([
      ...['refused', 'viewed', 'snoozed', 'viewed', 'acknowledged'],
    ]);
    const period = { from: NOW, to: plusMs(NOW, 1) };
    expect(await desk.report(AUDITOR, 'lung', period)).toMatchObject({
      ...{ alerts: 1, answered: 1, actedOn: 1, patients: 1 },
    });
  });
});
