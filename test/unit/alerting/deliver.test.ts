import { describe, expect, it } from 'vitest';
import { deliverClaimed } from '../../../shared/alerting/deliver.ts';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { acknowledged, chartOf, entry, NOW, sent } from '../chart/charts.ts';
import { partsOf } from '../chart/services.ts';
import { silentTelemetry, type Told } from '../functions/silent-telemetry.ts';

const CLAIMS = new Set(['attempt-1']);
const claimed = (more: Partial<Extract<ChartEntry['delivery'], { state: 'claimed' }>> = {}) =>
  ({ state: 'claimed', token: 'attempt-1', until: plusMs(NOW, 60_000), attempts: 1, ...more }) as const;

async function charted(parts: ReturnType<typeof partsOf>, ...alerts: readonly ChartEntry[]) {
  await parts.plain.write(chartOf('P', { alerts: [...alerts] }));
  return parts.plain.chart('P');
}

describe('delivering what was claimed', () => {
  it('publishes it and marks it as sent, and leaves the rest alone', async () => {
    const all = partsOf();
    const others = [
      entry('other', 'P', { delivery: claimed({ token: 'else' }) }),
      entry('sent', 'P', { delivery: sent }),
      entry('none', 'P', { delivery: { state: 'none' } }),
    ];
    const chart = await charted(all, entry('mine', 'P', { team: 'lung' }), ...others);
    expect(await deliverClaimed(all.parts, chart, CLAIMS)).toEqual({ delivered: 1, failed: 0 });
    expect(all.pages).toEqual([expect.objectContaining({ alertId: 'mine', team: 'lung', repeat: false })]);
    expect((await all.plain.chart('P')).alerts).toEqual([{ ...chart.alerts[0], delivery: sent }, ...others]);
    expect((await all.plain.chart('P')).version).toBe(2);
  });

  it.each([
    [1, false],
    [2, true],
  ])('says of attempt %i whether it may have been sent before: %s', async (attempts, repeat) => {
    const all = partsOf();
    const chart = await charted(all, entry('a', 'P', { delivery: claimed({ attempts }) }));
    await deliverClaimed(all.parts, chart, CLAIMS);
    expect(all.pages.map((page) => page.repeat)).toEqual([repeat]);
  });

  it.each([
    [54_999, 1],
    [55_000, 0],
    [60_001, 0],
  ])('publishes only while more than 5 s of the claim remain: after %i ms %i', async (passed, published) => {
    const all = partsOf();
    const chart = await charted(all, entry('a', 'P', { delivery: claimed() }));
    all.time.passed = passed;
    expect(await deliverClaimed(all.parts, chart, CLAIMS)).toEqual({
      delivered: published,
      failed: 1 - published,
    });
    expect(all.pages).toHaveLength(published);
    expect((await all.plain.chart('P')).version).toBe(1 + published);
  });

  it.each([
    [new RangeError('down'), 'RangeError'],
    ['down', 'unknown'],
  ])('notes a failure by name (%s) and goes on with the next', async (error, lastError) => {
    const all = partsOf({
      publisher: { publish: async ({ alertId }) => (alertId === 'a' ? Promise.reject(error) : undefined) },
    });
    const chart = await charted(all, entry('a', 'P'), entry('b', 'P'));
    expect(await deliverClaimed(all.parts, chart, CLAIMS)).toEqual({ delivered: 1, failed: 1 });
    const { alerts } = await all.plain.chart('P');
    expect(alerts.map(({ delivery }) => delivery)).toEqual([{ ...claimed(), lastError }, sent]);
    expect((await all.plain.chart('P')).version).toBe(2);
    expect(all.logged).toEqual(['publish-failed']);
  });

  it('counts what was published by team and level, and what could not be by level', async () => {
    const all = partsOf({
      publisher: {
        publish: async ({ alertId }) => (alertId === 'b' ? Promise.reject(new Error()) : undefined),
      },
    });
    const chart = await charted(all, entry('a', 'P', { team: 'lung' }), entry('b', 'P', { team: 'lung' }));
    await deliverClaimed(all.parts, chart, CLAIMS);
    expect(all.metrics).toEqual([
      ['PagesPublished', 1, { team: 'lung', level: 'urgent' }],
      ['PublishFailed', 1, { level: 'urgent' }],
    ]);
  });

  it('logs which alert could not be published and how many could not be marked, by id and count', async () => {
    const told: Told[] = [];
    const all = partsOf({
      telemetry: silentTelemetry(told),
      publisher: { publish: async () => Promise.reject(new Error('down')) },
      wrap: (table) => ({ ...table, putVersion: async () => Promise.reject(new Error('throttled')) }),
    });
    const chart = chartOf('P', { alerts: [entry('a', 'P', { delivery: claimed({ attempts: 3 }) })] });

    await deliverClaimed(all.parts, chart, CLAIMS);

    expect(told.filter(({ event }) => event.endsWith('-failed'))).toEqual([
      { event: 'publish-failed', fields: { alertId: 'a', attempts: 3 } },
      { event: 'mark-failed', fields: { alerts: 1 } },
    ]);
  });

  it('leaves to the sweep what it could not mark', async () => {
    const all = partsOf({
      wrap: (table) => ({ ...table, putVersion: async () => Promise.reject(new Error('throttled')) }),
    });
    const chart = await charted(all, entry('a', 'P'));
    expect(await deliverClaimed(all.parts, chart, CLAIMS)).toEqual({ delivered: 1, failed: 0 });
    expect(all.logged).toEqual(['mark-failed']);
  });
});

describe('marking after another has written the chart', () => {
  it('finds the alert where it lies by now', async () => {
    const all = partsOf();
    const chart = await charted(all, entry('a', 'X'));
    await all.plain.write({ ...chart, alerts: [] });
    await all.plain.write(chartOf('X', { alerts: [entry('a', 'X')] }));
    await deliverClaimed(all.parts, chart, CLAIMS);
    expect((await all.plain.chart('X')).alerts[0]?.delivery).toEqual(sent);
  });

  it('finds it in a chart that has absorbed its own', async () => {
    const all = partsOf();
    const chart = await charted(all, entry('a', 'X'));
    await all.plain.write(chartOf('X', { mergedInto: 'Y', alerts: [entry('another', 'X')] }));
    await all.plain.write(chartOf('Y', { mergedInto: 'P' }));
    await all.plain.write({ ...chart, members: ['Y'] });
    await deliverClaimed(all.parts, chart, CLAIMS);
    expect((await all.plain.chart('P')).alerts[0]?.delivery).toEqual(sent);
  });

  it('marks as sent whoever holds the claim by now', async () => {
    const all = partsOf();
    const chart = await charted(all, entry('a', 'P'));
    await all.plain.write({
      ...chart,
      alerts: [entry('a', 'P', { delivery: claimed({ token: 'sweep', attempts: 2 }) })],
    });
    await deliverClaimed(all.parts, chart, CLAIMS);
    expect((await all.plain.chart('P')).alerts[0]?.delivery).toEqual({ ...sent, attempts: 2 });
  });

  it('marks as sent what somebody has answered meanwhile: it was on its way', async () => {
    const all = partsOf();
    const chart = await charted(all, entry('a', 'P'));
    const answer = { delivery: { state: 'stopped', attempts: 2 }, acknowledgement: acknowledged() } as const;
    await all.plain.write({ ...chart, alerts: [entry('a', 'P', answer)] });
    await deliverClaimed(all.parts, chart, CLAIMS);
    expect((await all.plain.chart('P')).alerts).toEqual([
      entry('a', 'P', { ...answer, delivery: { ...sent, attempts: 2 } }),
    ]);
  });

  it.each([
    ['a failure of what was stopped', { state: 'stopped', attempts: 1 } as const],
    ['a failure of a claim that another holds', claimed({ token: 'sweep' })],
    ['a failure of what was sent', sent],
  ])('does not note %s', async (_, delivery) => {
    const all = partsOf({ publisher: { publish: async () => Promise.reject(new Error('down')) } });
    const chart = await charted(all, entry('a', 'P'));
    await all.plain.write({ ...chart, alerts: [entry('a', 'P', { delivery })] });
    await deliverClaimed(all.parts, chart, CLAIMS);
    expect(await all.plain.chart('P')).toMatchObject({ version: 2, alerts: [{ delivery }] });
  });

  it('leaves alone what another has marked as sent', async () => {
    const all = partsOf();
    const before = { ...sent, sentAt: plusMs(NOW, -5_000), attempts: 2 };
    const chart = await charted(all, entry('a', 'P'));
    await all.plain.write({ ...chart, alerts: [entry('a', 'P', { delivery: before })] });

    await deliverClaimed(all.parts, chart, CLAIMS);

    expect(await all.plain.chart('P')).toMatchObject({ version: 2, alerts: [{ delivery: before }] });
  });

  it('gives up after eight lost races', async () => {
    let writes = 0;
    const all = partsOf({
      wrap: (table) => ({
        ...table,
        putVersion: async () => {
          writes += 1;
          return false;
        },
      }),
    });
    const chart = await charted(all, entry('a', 'P'));

    await deliverClaimed(all.parts, chart, CLAIMS);

    expect(writes).toBe(1 + 8);
  });

  it('gives up after a few tries where the alert is nowhere', async () => {
    const all = partsOf();
    const chart = await charted(all, entry('a', 'P'));
    await all.plain.write({ ...chart, alerts: [] });
    expect(await deliverClaimed(all.parts, chart, CLAIMS)).toEqual({ delivered: 1, failed: 0 });
    expect((await all.plain.chart('P')).version).toBe(2);
    expect(all.logged).toEqual([]);
  });

  it('tries again after each lost race', async () => {
    let races = 3;
    const all = partsOf({
      wrap: (table) => ({
        ...table,
        putVersion: async (item, expected) => {
          races -= 1;
          return races < 0 && table.putVersion(item, expected);
        },
      }),
    });
    const chart = await charted(all, entry('a', 'P'));
    await deliverClaimed(all.parts, chart, CLAIMS);
    expect((await all.plain.chart('P')).alerts[0]?.delivery).toEqual(sent);
  });
});
