import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../infra/local/table/embedded-dynamodb.ts';
import { createChartRepository } from '../../../shared/chart/chart-repository.ts';
import { DAY_MS, epochMs, HOUR_MS } from '../../../shared/clinical/instant.ts';
import { loadRegistry, parseRegistry } from '../../../shared/intake/registry.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { escalatingConfig } from '../../unit/alerting/escalating-config.ts';
import { acknowledged } from '../../unit/chart/charts.ts';
import { houseOver } from './house.ts';

const MANY_ALERTS = 600;
const NOON = Date.UTC(2026, 0, 2, 12);

function configWith(codes: readonly object[]) {
  return configSchema.parse({
    ...escalatingConfig(),
    feeds: [{ id: 'east', sendingFacility: 'EAST', understanding: { codes } }],
  });
}

const MAPPED = configWith([{ code: 'LOCAL7', unit: 'mg/dL', loinc: '17861-6' }]);
const UNMAPPED = configWith([]);

const oru = (patient: string, controlId: string, code = '17861-6^Calcium^LN', unit = 'mg/dL') =>
  [
    `MSH|^~\\&|LIS|EAST|CA|HOSP|20260102113000+0000||ORU^R01|${controlId}|P|2.5.1`,
    `PID|1||${patient}^^^EAST||ZZPHI^NAME||19500102`,
    `OBR|1|o1|f${controlId}|CMP|||20260102110000+0000`,
    `OBX|1|NM|${code}||14.0|${unit}|8.6-10.5|HH|||F|||20260102110000+0000`,
    '',
  ].join('\r');

/** Watched too: it makes a fact of a message whose calcium is not understood. */
const ALBUMIN = 'OBX|2|NM|1751-7^Albumin^LN||4.0|g/dL|3.5-5.0|N|||F|||20260102110000+0000\r';

describe('what happens in the end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failures-'));
  let dynamoDb: EmbeddedDynamoDb;

  beforeAll(async () => {
    dynamoDb = await startEmbeddedDynamoDb(join(folder, 'table'), (error) => {
      throw error;
    });
    const { charts } = await houseAt(0);
    const ids = ['MAPPED', 'REPLAYED', 'PARALLEL', 'LONG', 'CHANGED'];
    const csv = [
      'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team',
      ...ids.map((id) => `EAST,${id},1950-01-02,C34.9,active,2024-01-01,lung`),
    ].join('\n');
    const loadedAt = epochMs(NOON - 30 * DAY_MS);
    await loadRegistry(parseRegistry(csv), { chart: charts.service, feeds: MAPPED.feeds, loadedAt });
  });
  afterAll(async () => {
    await dynamoDb.close();
    rmSync(folder, { recursive: true });
  });

  /** The same house that many hours after noon, perhaps with another configuration. */
  const houseAt = (hours: number, config = MAPPED) =>
    houseOver({
      ...{ endpoint: dynamoDb.endpoint, folder, config },
      clock: { now: () => epochMs(NOON + hours * HOUR_MS) },
    });

  it('a code map mended later: the message played again is read anew, judged and paged, once', async () => {
    const message = `${oru('MAPPED', 'c1', 'LOCAL7^Calcium^L')}${ALBUMIN}`;
    const before = await houseAt(0, UNMAPPED);
    await before.post(message);
    await before.drain();

    const mended = await houseAt(2);
    await mended.post(message);
    await mended.drain();
    await mended.post(message);
    await mended.drain();

    expect(before.fates).toEqual([{ is: 'judged', valuesQuarantined: [] }]);
    expect(before.posted).toContain('UNMAPPED_CALCIUM east LOCAL7 1');
    expect(before.pages).toEqual([]);
    expect(mended.pages.map(({ level }) => level)).toEqual(['critical']);
  });

  it('a replay after 30 days, as it came and as an import: nothing is paged again', async () => {
    const message = oru('REPLAYED', 'c1');
    const first = await houseAt(0);
    await first.post(message);
    await first.drain();

    const later = await houseAt(30 * 24);
    await later.post(message);
    await later.drain();
    await later.post(message);
    later.queued.splice(0, 1, ...later.queued.map((queued) => ({ ...queued, origin: 'import' as const })));
    await later.drain();

    expect(first.pages).toHaveLength(1);
    expect(later.fates.map(({ is }) => is)).toEqual(['judged', 'judged']);
    expect(later.pages).toEqual([]);
  });

  it('a message 300 times at once, in batches that run together: one page', async () => {
    const house = await houseAt(0);
    for (let times = 0; times < 300; times += 1) await house.post(oru('PARALLEL', 'c1'));

    const batches = Array.from({ length: 30 }, () => house.queued.splice(0, 10));
    const answers = await Promise.all(batches.map((batch) => house.assessBatch(batch)));

    expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
    expect(house.fates).toHaveLength(300);
    expect(house.pages.map(({ repeat }) => repeat)).toEqual([false]);
  });

  it(`a patient alerted ${MANY_ALERTS} times, once a week, each answered in the middle of its escalation: the chart still takes one more, which is paged`, async () => {
    const house = await houseAt(0);
    await house.post(oru('LONG', 'c1'));
    await house.drain();
    const charts = createChartRepository(house.table, 8);
    const chart = await charts.chart(house.keys.patientKey({ authority: 'EAST', id: 'LONG' }));
    const alerts = Array.from({ length: MANY_ALERTS }, (_, week) =>
      chart.alerts.map((alert) => ({
        ...alert,
        id: `${week}`.padEnd(alert.id.length, 'x'),
        resultKey: `${week}`.padEnd(alert.resultKey.length, 'x'),
        collectedAt: epochMs(alert.collectedAt - (week + 10) * 7 * DAY_MS),
        acknowledgement: acknowledged(),
        answers: { count: 1, firstAt: alert.raisedAt },
      })),
    ).flat();
    await charts.write({ ...chart, alerts });

    const later = await houseAt(2);
    await later.post(oru('LONG', 'c2'));
    const { batchItemFailures } = await later.drain();

    expect(batchItemFailures).toEqual([]);
    expect(later.pages).toHaveLength(1);
    expect((await charts.chart(chart.pk)).alerts.length).toBeGreaterThan(MANY_ALERTS);
  });

  it('a unit changed at the laboratory without a word: the value is set aside, told of, and paged of nobody', async () => {
    const house = await houseAt(0);
    await house.post(oru('CHANGED', 'c1', '17861-6^Calcium^LN', 'mmol/L'));
    await house.drain();

    expect(house.fates.map(({ is }) => is)).toEqual(['quarantined']);
    expect(house.posted.join()).toMatch(/VALUE_QUARANTINED east 17861-6 [\w-]+ 1/);
    expect(house.pages).toEqual([]);
  });
});
