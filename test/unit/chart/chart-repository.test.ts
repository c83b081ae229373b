import { describe, expect, it } from 'vitest';
import { CHART_KEY } from '../../../shared/chart/chart.ts';
import { dueShardOf } from '../../../shared/chart/chart-repository.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { chartedFact, chartOf, entry, NOW, repositoryOf, sent } from './charts.ts';

describe('the chart repository', () => {
  it('reads an empty chart and no facts of a patient nothing is known of', async () => {
    const { repository } = await repositoryOf([]);
    expect(await repository.read('P#1', NOW)).toEqual({ chart: chartOf('P#1'), facts: [] });
  });

  it('reads facts without a chart, and with one', async () => {
    const { repository } = await repositoryOf([]);
    const fact = chartedFact('P#1', 'FACT#a#b');
    await repository.putFact({ fact, readAt: NOW, expiresAt: undefined });
    expect(await repository.read('P#1', NOW)).toEqual({
      chart: chartOf('P#1'),
      facts: [{ fact, readAt: NOW, expiresAt: undefined }],
    });
    await repository.write(chartOf('P#1', { alerts: [entry('a', 'P#1')] }));
    const { chart, facts } = await repository.read('P#1', NOW);
    expect([chart.version, chart.alerts.length, facts.length]).toEqual([1, 1, 1]);
  });

  it('does not read what is no fact of the chart, nor what has expired', async () => {
    const { repository } = await repositoryOf([]);
    const soon = plusMs(NOW, 1000);
    const fact = chartedFact('P#1', 'FACT#a#b');
    await repository.putFact({ fact, readAt: NOW, expiresAt: soon / 1000 });
    await repository.put({ pk: 'P#1', sk: 'ALERT#a#b' });
    await repository.put({ pk: 'P#1', sk: 'AUDIT#a' });
    expect((await repository.read('P#1', NOW)).facts).toHaveLength(1);
    expect((await repository.read('P#1', soon)).facts).toEqual([]);
    await repository.keepFact(fact, soon / 1000 + 60);
    expect((await repository.read('P#1', soon)).facts).toHaveLength(1);
  });

  it('writes a chart only over the version that was read', async () => {
    const { repository } = await repositoryOf([]);
    const first = await repository.write(chartOf('P#1'));
    expect(first?.version).toBe(1);
    expect(await repository.write(chartOf('P#1'))).toBeUndefined();
    expect((await repository.write({ ...chartOf('P#1'), version: 1 }))?.version).toBe(2);
  });

  it('keeps a chart in the sparse index for as long as something is to be sent', async () => {
    const chart = chartOf('P#1', { alerts: [entry('a', 'P#1')] });
    const { repository, table, memory } = await repositoryOf([chart]);
    const shard = dueShardOf('P#1', 2);
    expect(await table.due(shard, NOW, 10)).toEqual([]);
    expect(await table.due(shard, NOW + 60_000, 10)).toEqual(['P#1']);
    expect(await table.due(1 - shard, NOW + 60_000, 10)).toEqual([]);
    await repository.write(chartOf('P#1', { version: 1, alerts: [entry('a', 'P#1', { delivery: sent })] }));
    expect(await table.due(shard, NOW + 60_000, 10)).toEqual([]);
    const [item] = memory.items();
    expect(Object.keys(item ?? {})).not.toEqual(expect.arrayContaining([expect.stringMatching(/^due/)]));
  });

  it.each([
    ['chart', { sk: CHART_KEY, version: 'ZZPHI' }, 'version'],
    ['chart', { ...chartOf('P#1', { version: 1 }), sk: CHART_KEY, alerts: [{ rule: 7 }] }, 'alerts.0.rule'],
    ['fact', { sk: 'FACT#a#b', readAt: 'ZZPHI' }, 'readAt'],
  ])('refuses a stored %s that its schema does not know (%o), and names where', async (kind, item, path) => {
    const { repository } = await repositoryOf([]);
    await repository.put({ pk: 'P#1', ...item });

    const reading = repository.read('P#1', NOW);

    await expect(reading).rejects.toThrow(`stored ${kind} is not as its schema says: `);
    await expect(reading).rejects.toThrow(`${path} (`);
    await expect(reading).rejects.not.toThrow('ZZPHI');
  });

  it('spreads charts over the shards', () => {
    const shards = new Set(Array.from({ length: 200 }, (_, index) => dueShardOf(`P#${index * 7919}`, 4)));
    expect([...shards].sort()).toEqual([0, 1, 2, 3]);
  });
});
