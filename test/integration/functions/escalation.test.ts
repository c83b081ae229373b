import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../infra/local/table/embedded-dynamodb.ts';
import { openTable, TABLE_NAME } from '../../../infra/local/table/local-charts.ts';
import { DAY_MS, epochMs, isoInstant, MINUTE_MS } from '../../../shared/clinical/instant.ts';
import { createDynamoDbDesk } from '../../../shared/desk/dynamodb-desk.ts';
import { loadRegistry, parseRegistry } from '../../../shared/intake/registry.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { escalatingConfig } from '../../unit/alerting/escalating-config.ts';
import { LUNG } from '../../unit/desk/desk.ts';
import { houseOver } from './house.ts';

const PEOPLE = [
  { protocol: 'sms', to: '+12025550116', person: 'anna' },
  { protocol: 'sms', to: '+12025550117', person: 'ben' },
];
/** The consultant of the week beside the consultants' own address: ben since 09:00 of 5 January 2026. */
const config = configSchema.parse(
  escalatingConfig({
    contacts: [...(escalatingConfig().teams[0]?.contacts ?? []), ...PEOPLE],
    rota: [{ step: 'consultant', weekly: { from: '2025-12-29T09:00', people: ['anna', 'ben'] } }],
  }),
);
const RAISED = Date.UTC(2026, 0, 5, 8, 50);
const clock = { instant: RAISED, now: () => epochMs(clock.instant) };
const PATIENTS = ['ZZ1', 'ZZ2', 'ZZ3', 'ZZ4'];

const critical = (patient: string) => {
  const [at = ''] = isoInstant(clock.now()).replaceAll(/[-:T]/g, '').split('.');
  return [
    `MSH|^~\\&|LIS|EAST|CA|HOSP|${at}+0000||ORU^R01|${patient}|P|2.5.1`,
    `PID|1||${patient}^^^EAST||ZZPHI^NAME||19500102`,
    `OBR|1|o1|f${patient}|CMP|||${at}+0000`,
    `OBX|1|NM|17861-6^Calcium^LN||14.0|mg/dL|8.6-10.5|HH|||F|||${at}+0000`,
    '',
  ].join('\r');
};

describe('an escalation over the table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  let dynamoDb: EmbeddedDynamoDb;
  let client: Awaited<ReturnType<typeof openTable>>;
  let house: Awaited<ReturnType<typeof houseOver>>;

  beforeAll(async () => {
    dynamoDb = await startEmbeddedDynamoDb(join(folder, 'table'), (error) => {
      throw error;
    });
    house = await houseOver({ endpoint: dynamoDb.endpoint, folder, config, clock });
    client = await openTable(dynamoDb.endpoint);
    const csv = [
      'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team',
      ...PATIENTS.map((id) => `EAST,${id},1950-01-02,C34.9,active,2024-01-01,lung`),
    ];
    const loadedAt = epochMs(RAISED - 30 * DAY_MS);
    await loadRegistry(parseRegistry(csv.join('\n')), {
      chart: house.charts.service,
      feeds: config.feeds,
      loadedAt,
    });
  });
  afterAll(async () => {
    client.destroy();
    await dynamoDb.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    clock.instant = RAISED;
    house.pages.length = 0;
    house.posted.length = 0;
  });

  async function raise(patient: string): Promise<string> {
    await house.post(critical(patient));
    await house.drain();
    return house.pages[0]?.alertId ?? '';
  }
  /** A sweep every five minutes until so long after raising. */
  async function sweepUntil(minutes: number): Promise<void> {
    while (clock.instant < RAISED + minutes * MINUTE_MS) {
      clock.instant += 5 * MINUTE_MS;
      await house.sweep();
    }
  }
  const paged = () => house.pages.map(({ step, contacts, repeat }) => [step, ...contacts, repeat]);
  const unanswered = () => house.posted.filter((notice) => notice.startsWith('UNANSWERED'));
  const acknowledge = async (alertId: string) => {
    const newToken = () => `token of ${clock.instant}`;
    const desk = createDynamoDbDesk({ client, tableName: TABLE_NAME, config, clock, newToken });
    const { version = -1 } = (await desk.alert(LUNG, alertId)) ?? {};
    await desk.act(LUNG, alertId, { do: 'acknowledge', reason: 'acting' }, { version });
  };

  it('pages each step once, in order, whoever is on call then, and tells operations once, when nobody answers', async () => {
    const alertId = await raise('ZZ1');
    await sweepUntil(180);

    expect(paged()).toEqual([
      [1, 'first', false],
      [2, 'consultant', 'person:ben', false],
      [3, 'duty-manager', false],
    ]);
    expect(new Set(house.pages.map((page) => page.alertId))).toEqual(new Set([alertId]));
    expect(house.pages.map(({ sms }) => sms.split('.')[0])).toEqual([
      'CRITICAL alert',
      'ESCALATED 2/3 CRITICAL alert',
      'ESCALATED 3/3 CRITICAL alert',
    ]);
    expect(unanswered()).toEqual([
      `UNANSWERED critical ref ${alertId.slice(0, 8).toUpperCase()} of 2026-01-05T08:50:00.000Z 1`,
    ]);
    expect(JSON.stringify([house.pages, house.posted, house.told])).not.toMatch(/ZZ1|ZZPHI|14\.0/);
  });

  it('goes no further once somebody has acknowledged', async () => {
    const alertId = await raise('ZZ2');
    await sweepUntil(20);
    await acknowledge(alertId);
    await sweepUntil(180);

    expect(paged().map(([step]) => step)).toEqual([1, 2]);
    expect(unanswered()).toEqual([]);
  });

  it('pages a step as REPEAT whose sweep was gone between claim and page, and the next one in its time', async () => {
    await raise('ZZ3');
    await sweepUntil(10);
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    house.state.dies = resolve;
    clock.instant += 5 * MINUTE_MS;
    house.sweep().catch(() => {});
    await gone;
    house.state.dies = undefined;
    await sweepUntil(180);

    expect(paged()).toEqual([
      [1, 'first', false],
      [2, 'consultant', 'person:ben', true],
      [3, 'duty-manager', false],
    ]);
    expect(unanswered()).toHaveLength(1);
  });

  it('is not begun again by the same message, however late it comes', async () => {
    const message = critical('ZZ4');
    await raise('ZZ4');
    await sweepUntil(20);
    await house.post(message);
    await house.drain();
    await sweepUntil(180);

    expect(paged().map(([step]) => step)).toEqual([1, 2, 3]);
    expect(unanswered()).toHaveLength(1);
  });
});
