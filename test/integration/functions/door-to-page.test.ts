import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../infra/local/table/embedded-dynamodb.ts';
import { DAY_MS, epochMs } from '../../../shared/clinical/instant.ts';
import { createFileProgress } from '../../../shared/intake/file-progress.ts';
import { loadRegistry, parseRegistry } from '../../../shared/intake/registry.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { houseOver } from './house.ts';

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
    house = await houseOver({ endpoint: dynamoDb.endpoint, folder, config, clock });
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
