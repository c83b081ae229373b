import { describe, expect, it } from 'vitest';
import { createSweep } from '../../../shared/alerting/sweep.ts';
import { answered } from '../../../shared/chart/answer.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { acknowledged, chartOf, entry, NOW, sent, snoozed } from '../chart/charts.ts';
import { partsOf } from '../chart/services.ts';

const MINUTE = 60_000;

describe('the sweep', () => {
  it('has nothing to do where nothing is due', async () => {
    const { parts, plain, pages } = partsOf();
    await plain.write(chartOf('P', { alerts: [entry('a', 'P'), entry('b', 'P', { delivery: sent })] }));
    expect(await createSweep(parts)()).toEqual({ delivered: 0, failed: 0, charts: 0 });
    expect(pages).toEqual([]);
  });

  it('sends what is due, marked REPEAT, with the same reference, once', async () => {
    const { parts, plain, pages, time } = partsOf();
    await plain.write(chartOf('P', { alerts: [entry('a', 'P'), entry('b', 'P', { delivery: sent })] }));
    time.passed = MINUTE;
    const sweep = createSweep(parts);
    expect(await sweep()).toEqual({ delivered: 1, failed: 0, charts: 1 });
    expect(pages).toEqual([expect.objectContaining({ alertId: 'a', repeat: true })]);
    expect((await plain.chart('P')).alerts[0]?.delivery).toEqual({
      ...{ state: 'sent', attempts: 2, sentAt: plusMs(NOW, MINUTE) },
    });
    expect(await sweep()).toMatchObject({ charts: 0 });
  });

  it('sends nothing of what somebody has answered', async () => {
    const { parts, plain, pages, time } = partsOf();
    const alert = answered(entry('a', 'P'), acknowledged());
    await plain.write(chartOf('P', { alerts: [alert, entry('b', 'P')] }));
    time.passed = 2 * MINUTE;
    await createSweep(parts)();
    expect(pages.map(({ alertId }) => alertId)).toEqual(['b']);
    expect((await plain.chart('P')).alerts[0]).toEqual(alert);
  });

  it('opens again and pages what was snoozed, as REPEAT, when the snooze ends and not before', async () => {
    const { parts, plain, pages, time } = partsOf();
    const alert = answered(entry('a', 'P', { delivery: sent }), snoozed(5 * MINUTE));
    await plain.write(chartOf('P', { alerts: [alert] }));
    time.passed = 5 * MINUTE - 1;
    expect(await createSweep(parts)()).toMatchObject({ charts: 0 });
    time.passed = 5 * MINUTE;
    expect(await createSweep(parts)()).toMatchObject({ delivered: 1 });
    expect(pages).toEqual([expect.objectContaining({ alertId: 'a', repeat: true })]);
    const [open] = (await plain.chart('P')).alerts;
    expect(open?.delivery).toMatchObject({ state: 'sent', attempts: 2 });
    expect(open).not.toHaveProperty('acknowledgement');
  });

  it('tries what fails again, each time after a longer while', async () => {
    const { parts, plain, time } = partsOf({
      publisher: { publish: async () => Promise.reject(new Error('down')) },
    });
    await plain.write(chartOf('P', { alerts: [entry('a', 'P')] }));
    const failed: number[] = [];
    for (time.passed = MINUTE; time.passed <= 6 * MINUTE; time.passed += MINUTE) {
      failed.push((await createSweep(parts)()).failed);
    }
    expect(failed).toEqual([1, 0, 1, 0, 1, 0]);
  });

  it('measures how long the oldest alert has waited that it could not send', async () => {
    const { parts, plain, time, metrics } = partsOf({
      publisher: {
        publish: async ({ alertId }) => (alertId === 'c' ? undefined : Promise.reject(new Error())),
      },
    });
    const raised = (secondsAgo: number) => ({ raisedAt: plusMs(NOW, 0 - secondsAgo * 1_000) });
    await plain.write(chartOf('P', { alerts: [entry('a', 'P', raised(1)), entry('b', 'P', raised(7))] }));
    await plain.write(chartOf('Q', { alerts: [entry('c', 'Q', raised(90))] }));
    time.passed = MINUTE;
    await createSweep(parts)();
    expect(metrics).toContainEqual(['OldestUnsentMs', 67_000, 'Milliseconds']);
  });

  it('measures nothing of alerts of the chart that are sent, or that another attempt holds', async () => {
    const { parts, plain, time, metrics } = partsOf({
      publisher: { publish: async () => Promise.reject(new Error('down')) },
    });
    const older = { raisedAt: plusMs(NOW, -90_000) };
    const held = { state: 'claimed', token: 'x', until: plusMs(NOW, 5 * MINUTE), attempts: 1 } as const;
    await plain.write(
      chartOf('P', {
        alerts: [
          entry('sent', 'P', { ...older, delivery: sent }),
          entry('held', 'P', { ...older, delivery: held }),
          entry('due', 'P', { raisedAt: plusMs(NOW, -1_000) }),
        ],
      }),
    );
    time.passed = MINUTE;

    await createSweep(parts)();

    expect(metrics).toContainEqual(['OldestUnsentMs', 61_000, 'Milliseconds']);
  });

  it('says that nothing waits where nothing does', async () => {
    const { parts, metrics } = partsOf();
    await createSweep(parts)();
    expect(metrics).toEqual([['OldestUnsentMs', 0, 'Milliseconds']]);
  });

  it('claims only what is due of a chart', async () => {
    const { parts, plain, pages, time } = partsOf();
    const later = { state: 'claimed', token: 'x', until: plusMs(NOW, 5 * MINUTE), attempts: 1 } as const;
    await plain.write(chartOf('P', { alerts: [entry('a', 'P', { delivery: later }), entry('b', 'P')] }));
    time.passed = MINUTE;
    await createSweep(parts)();
    expect(pages.map(({ alertId }) => alertId)).toEqual(['b']);
    expect((await plain.chart('P')).alerts[0]?.delivery).toEqual(later);
  });

  it('leaves alone what a stale index names', async () => {
    const { parts, plain, pages } = partsOf({
      wrap: (table) => ({ ...table, due: async () => ['P', 'nothing-known'] }),
    });
    await plain.write(chartOf('P', { alerts: [entry('a', 'P', { delivery: sent })] }));
    expect(await createSweep(parts)()).toEqual({ delivered: 0, failed: 0, charts: 2 });
    expect([pages, (await plain.chart('P')).version]).toEqual([[], 1]);
  });

  it('leaves to another what another has claimed first', async () => {
    const { parts, plain, pages, time } = partsOf({
      wrap: (table) => ({ ...table, putVersion: async () => false }),
    });
    await plain.write(chartOf('P', { alerts: [entry('a', 'P')] }));
    time.passed = MINUTE;
    expect(await createSweep(parts)()).toEqual({ delivered: 0, failed: 0, charts: 1 });
    expect(pages).toEqual([]);
  });

  it('is not stopped by a bad chart', async () => {
    const { parts, plain, pages, time, logged } = partsOf({
      wrap: (table) => ({
        ...table,
        get: async (pk, sk) => (pk === 'A' ? Promise.reject(new Error('bad')) : table.get(pk, sk)),
      }),
    });
    for (const pk of ['A', 'B']) await plain.write(chartOf(pk, { alerts: [entry(`of ${pk}`, pk)] }));
    time.passed = MINUTE;
    expect(await createSweep(parts)()).toEqual({ delivered: 1, failed: 1, charts: 2 });
    expect(pages.map(({ alertId }) => alertId)).toEqual(['of B']);
    expect(logged).toEqual(['sweep-failed']);
  });

  it('is not stopped by a shard that cannot be read', async () => {
    const { parts, logged } = partsOf({
      dueShards: 2,
      wrap: (table) => ({
        ...table,
        due: async (shard) => (shard === 0 ? Promise.reject(new Error('throttled')) : ['P']),
      }),
    });
    expect(await createSweep(parts)()).toMatchObject({ charts: 1 });
    expect(logged).toEqual(['due-unread']);
  });

  it('lets a leaving member go first, which takes its alerts along', async () => {
    const { parts, plain, pages, time } = partsOf();
    const leaving = { child: 'B', parent: 'A', keys: ['B'] };
    await plain.write(chartOf('A', { members: ['B'], leaving, alerts: [entry('b', 'B')] }));
    await plain.write(chartOf('B', { mergedInto: 'A' }));
    time.passed = MINUTE;
    const sweep = createSweep(parts);
    expect(await sweep()).toMatchObject({ delivered: 0 });
    expect(await sweep()).toMatchObject({ delivered: 1 });
    expect(pages.map(({ alertId }) => alertId)).toEqual(['b']);
    expect((await plain.chart('B')).alerts[0]?.delivery.state).toBe('sent');
  });
});
