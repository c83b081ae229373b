import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createChartRepository } from '../../../../shared/chart/chart-repository.ts';
import { createKeys } from '../../../../shared/chart/keys.ts';
import { DAY_MS, type EpochMs, epochMs, HOUR_MS, plusMs } from '../../../../shared/clinical/instant.ts';
import { createFeedDirectory } from '../../../../shared/intake/feed-directory.ts';
import { parseConfig } from '../../../../shared/runtime/load-config.ts';
import { asImport } from '../../../../tools/replay/as-import.ts';
import { createRehearsal } from '../../../../tools/replay/rehearsal.ts';
import { rehearseCharts } from '../../../../tools/replay/rehearsed-charts.ts';
import { sampleMessage } from '../../../../tools/send/sample-message.ts';
import { createMemoryTable } from '../../../simulation/memory-table.ts';
import { chartedFact, chartOf, entry, NOW, patientFact, sent } from '../../chart/charts.ts';

const config = parseConfig(readFileSync('tools/samples/calcium-alerts.config.json', 'utf8'), 'the sample');
const feeds = createFeedDirectory(config);
const keys = createKeys({ secret: 'unit', version: '1' });
const clock = { now: () => NOW };
const PATIENT = { authority: 'RIVERSIDE', id: 'RS100001' };

/** Charts in which one patient is known to have lung cancer. */
async function knownPatient() {
  const memory = createMemoryTable();
  const stored = createChartRepository(memory.table, 2);
  const loadedAt = plusMs(NOW, -100 * DAY_MS);
  const row = { icd10: 'C34.1', status: 'active', team: 'lung-oncology', birthDate: '1958-03-14' } as const;
  const registered = patientFact({
    ...{ feed: 'registry', patient: PATIENT, receivedAt: loadedAt },
    registration: { source: 'registry', loadedAt, ...row },
  });
  const where = keys.patientKey(PATIENT);
  const fact = { ...registered, where, factKey: keys.factKey('registered', registered) };
  await stored.putFact({ fact, readAt: NOW, expiresAt: undefined });
  return { memory, stored };
}

function sample(sentAt: EpochMs, calcium = '14.0') {
  const text = sampleMessage({
    patient: PATIENT.id,
    birthDate: '1958-03-14',
    calcium,
    albumin: '4.0',
    sentAt,
  });
  const message = { bytes: Buffer.from(text), feed: 'riverside' };
  return asImport(message, { feeds, clock });
}

describe('charts that are rehearsed', () => {
  test('are those that are stored, with what is written, and leave these as they are', async () => {
    const { table, items } = createMemoryTable();
    const stored = createChartRepository(table, 2);
    await stored.write({ ...chartOf('P#1'), alerts: [entry('a', 'P#1', { delivery: sent })] });
    const before = structuredClone(items());
    const charts = rehearseCharts(stored);

    const chart = await charts.chart('P#1');
    const written = await charts.write({ ...chart, alerts: [...chart.alerts, entry('b', 'P#1')] });
    await charts.putFact({ fact: chartedFact('P#1', 'FACT#1#1'), readAt: NOW, expiresAt: 5 });
    const late = await charts.write({ ...chart, alerts: [] });

    expect([written?.version, late]).toEqual([chart.version + 1, undefined]);
    expect((await charts.raised()).map(({ id }) => id)).toEqual(['b']);
    expect((await charts.read('P#1', epochMs(0))).facts.map(({ fact }) => fact.factKey)).toEqual([
      'FACT#1#1',
    ]);
    expect(items()).toEqual(before);
  });

  test('keep the earlier receipt of a fact that comes again', async () => {
    const stored = createChartRepository(createMemoryTable().table, 2);
    const [early, late] = [NOW, plusMs(NOW, HOUR_MS)].map((receivedAt) => ({
      fact: chartedFact('P#1', 'FACT#1#1', { receivedAt }),
      readAt: receivedAt,
      expiresAt: undefined,
    }));
    if (early === undefined || late === undefined) throw new Error('no facts');
    await stored.putFact(early);
    const charts = rehearseCharts(stored);

    await charts.putFact({ ...late, fact: { ...late.fact, origin: 'import' } });

    const [fact, ...others] = (await charts.read('P#1', NOW)).facts;
    expect([fact?.fact.receivedAt, fact?.fact.origin, fact?.readAt, others]).toEqual([
      NOW,
      'live',
      late.readAt,
      [],
    ]);
  });
});

describe('a rehearsal', () => {
  test('says what would page of a young result, and what would be listed of an old one; nothing is kept', async () => {
    const { memory, stored } = await knownPatient();
    const before = structuredClone(memory.items());
    const young = createRehearsal({ stored, keys, config, clock });
    const old = createRehearsal({ stored, keys, config, clock });

    await young.send([sample(plusMs(NOW, -HOUR_MS))]);
    await old.send([sample(plusMs(NOW, -3 * DAY_MS))]);

    expect(await young.report()).toMatchObject({
      fates: { judged: 1 },
      raised: [{ level: 'critical', kind: 'alert', pages: true }],
    });
    expect((await old.report()).raised).toMatchObject([{ level: 'worklist', pages: false }]);
    expect(memory.items()).toEqual(before);
  });

  test('finds nothing new in what was alerted, or comes twice', async () => {
    const { stored } = await knownPatient();
    const rehearsal = createRehearsal({ stored, keys, config, clock });
    const message = sample(plusMs(NOW, -HOUR_MS));

    await rehearsal.send([message, message]);

    expect((await rehearsal.report()).raised).toHaveLength(1);
  });

  test('counts what would be ignored or set aside', async () => {
    const { stored } = await knownPatient();
    const rehearsal = createRehearsal({ stored, keys, config, clock });

    await rehearsal.send([
      { bytes: Buffer.from('no message'), feed: 'riverside', receivedAt: NOW, origin: 'import' },
      sample(NOW, '9.4'),
    ]);

    expect((await rehearsal.report()).fates).toEqual({ judged: 1, 'quarantined: no-msh': 1 });
  });
});

describe('a message of the past, as an import', () => {
  const bytes = Buffer.from('MSH|^~\\&|RIVLIS|RIVERSIDE|||20260101||ORU^R01|1|P|2.5.1\r');

  test('is received now, and keeps its character set and its feed', () => {
    const message = { bytes, feed: 'northmoor', charset: 'latin1' };

    expect(asImport(message, { feeds, clock })).toEqual({ ...message, receivedAt: NOW, origin: 'import' });
  });

  test.each([
    ['of a sender that was refused', 'unknown-refused'],
    ['that had no feed', 'none'],
  ])('%s is of the feed that has been configured since', (_, feed) => {
    expect(asImport({ bytes, feed }, { feeds, clock }).feed).toBe('riverside');
  });

  test('that nobody can read stays where it was', () => {
    expect(asImport({ bytes: Buffer.from('?'), feed: 'none' }, { feeds, clock }).feed).toBe('none');
  });
});
