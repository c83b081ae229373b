import { describe, expect, it } from 'vitest';
import { alertItemKey } from '../../../shared/chart/alert-item.ts';
import { listAlerts, listedAlerts } from '../../../shared/chart/alert-listing.ts';
import { answered } from '../../../shared/chart/answer.ts';
import { judgeChart } from '../../../shared/chart/judge-chart.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { acknowledged, chartOf, entry, NOW, raisedAlert, snoozed } from './charts.ts';
import { partsOf, saying } from './services.ts';

const patient = { authority: 'HOSP', id: 'MRN1' };
const high = raisedAlert('P#1', 'r', { flags: ['LATE'], correctedValue: '13.1', rule: 'R2' });

async function listed({ memory }: ReturnType<typeof partsOf>) {
  return listAlerts(async function* scan() {
    yield* memory.items();
  });
}

describe('the list of alerts', () => {
  it('shows an alert as it is told to a signed-in reader', async () => {
    const all = partsOf({ judge: saying({ raised: [high] }) });
    await judgeChart(all.parts, 'P#1');
    expect(await listed(all)).toEqual([
      {
        ...{ alertId: all.pages[0]?.alertId, patient, level: 'urgent' },
        ...{ kind: 'alert', grade: 3, flags: ['LATE'], rule: 'R2', value: '12.8', unit: 'mg/dL' },
        ...{ correctedValue: '13.1', collectedAt: '2026-01-05T12:00:00.000Z' },
        ...{ raisedAt: '2026-01-05T12:00:00.000Z', delivery: 'sent', acknowledgement: null },
      },
    ]);
  });

  it('shows how far the delivery of each has got', async () => {
    const raised = [
      raisedAlert('P#1', 'w', { alertLevel: 'worklist' }),
      raisedAlert('P#1', 'f', { alertLevel: 'critical' }),
    ];
    const all = partsOf({
      judge: saying({ raised }),
      publisher: { publish: async () => Promise.reject(new Error('down')) },
    });
    await judgeChart(all.parts, 'P#1');
    const shown = (await listed(all)).map(({ level, delivery, correctedValue }) => [
      level,
      delivery,
      correctedValue,
    ]);
    expect(shown.sort()).toEqual([
      ['critical', 'failed', null],
      ['worklist', 'none', null],
    ]);
  });

  it('shows an alert that waits for its delivery', async () => {
    const late = partsOf({
      judge: saying({ raised: [high] }),
      claimTimes: { firstMs: 4_000, longestMs: 4_000, marginMs: 5_000, gatherMs: 1_000 },
    });
    await judgeChart(late.parts, 'P#1');
    expect((await listed(late)).map(({ delivery }) => delivery)).toEqual(['claimed']);
  });

  it('shows none that stands in no chart, however much is told of it', async () => {
    const all = partsOf({
      judge: saying({ raised: [high] }),
      wrap: (table) => ({ ...table, putVersion: async () => Promise.reject(new Error('throttled')) }),
    });
    await expect(judgeChart(all.parts, 'P#1')).rejects.toThrow('throttled');
    expect(all.memory.items().map(({ sk }) => sk.slice(0, 6))).toEqual(['ALERT#', 'RAISED', 'PLACE']);
    expect(await listed(all)).toEqual([]);
  });

  it.each([
    [
      'is acknowledged',
      acknowledged(),
      { state: 'acknowledged', by: 'user-1', at: '2026-01-05T12:00:00.000Z', reason: 'acting' },
    ],
    [
      'is snoozed',
      snoozed(60_000),
      {
        ...{ state: 'snoozed', by: 'user-1', at: '2026-01-05T12:00:00.000Z', reason: 'until-time' },
        until: '2026-01-05T12:01:00.000Z',
      },
    ],
  ])('shows by whom, when and why an alert %s, though it was never sent', (_, answer, shown) => {
    const alert = answered(entry('a', 'P#1'), answer);
    const told = { pk: 'P#1', sk: alertItemKey('a', 'attempt-1'), patient, judgement: high };
    expect(listedAlerts([{ entry: alert, told }])).toMatchObject([
      { delivery: 'stopped', acknowledgement: shown },
    ]);
    expect(listedAlerts([{ entry: alert, told }])[0]?.acknowledgement).toEqual(shown);
  });

  it('shows none of which nothing is told', async () => {
    const all = partsOf({
      judge: saying({ raised: [high] }),
      wrap: (table) => ({ ...table, put: async () => {} }),
    });
    await judgeChart(all.parts, 'P#1');
    expect(await listed(all)).toEqual([]);
  });

  it.each([
    ['raised', ['c', 'b', 'a', 'd'], ['d', 'a', 'b', 'c']],
    ['raised, otherwise stored', ['d', 'a', 'c', 'b'], ['d', 'a', 'b', 'c']],
  ])('is in the order in which they were %s, those of one instant by their ids', (_, stored, shown) => {
    const standing = stored.map((id) => ({
      entry: entry(id, 'P#1', { raisedAt: id === 'd' ? plusMs(NOW, -1) : NOW }),
      told: { pk: 'P#1', sk: alertItemKey(id, 'attempt-1'), patient, judgement: high },
    }));
    expect(listedAlerts(standing).map(({ alertId }) => alertId)).toEqual(shown);
  });

  it.each([
    ['chart', { sk: 'CHART', version: 'ZZPHI' }],
    ['alert', { sk: alertItemKey('a', 'attempt-1'), judgement: 'ZZPHI' }],
  ])('is not made where a stored %s is not as its schema says', async (kind, item) => {
    const listing = listAlerts(async function* scan() {
      yield { ...chartOf('P#1', { alerts: [entry('a', 'P#1')] }), sk: 'CHART' };
      yield { pk: 'P#1', ...item };
    });
    await expect(listing).rejects.toThrow(`stored ${kind} is not as its schema says`);
  });
});
