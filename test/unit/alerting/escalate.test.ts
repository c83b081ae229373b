import { describe, expect, it } from 'vitest';
import { markOutcomes } from '../../../shared/alerting/mark-outcomes.ts';
import { createSweep } from '../../../shared/alerting/sweep.ts';
import { answered } from '../../../shared/chart/answer.ts';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import { MINUTE_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { acknowledged, chartOf, entry, NOW, sent, snoozed } from '../chart/charts.ts';
import { at, escalation } from '../chart/escalations.ts';
import { partsOf } from '../chart/services.ts';

const paged = (id: string, more: Partial<ChartEntry> = {}) =>
  entry(id, 'P', { delivery: sent, escalation: escalation(), ...more });
const notice = (about: string, more: Partial<ChartEntry> = {}) =>
  entry(`notice of ${about}`, 'P', {
    ...{ kind: 'retraction', about, resultKey: `result of ${about}`, delivery: sent },
    ...more,
  });

/** A sweep each minute, from one minute after raising to another. */
async function sweepUntil(all: ReturnType<typeof partsOf>, minutes: number) {
  for (; all.time.passed <= minutes * MINUTE_MS; all.time.passed += MINUTE_MS) await createSweep(all.parts)();
}

describe('an alert that nobody answers', () => {
  it('pages one step after the other, each once and in time, then operations once', async () => {
    const all = partsOf();
    const steps: unknown[] = [];
    const publisher = {
      publish: async ({ alertId, step, contacts, repeat }: (typeof all.pages)[number]) =>
        void steps.push([all.time.passed / MINUTE_MS, alertId, step, contacts, repeat]),
    };
    await all.plain.write(chartOf('P', { alerts: [paged('a', { team: 'lung' })] }));

    await sweepUntil({ ...all, parts: { ...all.parts, publisher } }, 90);

    expect(steps).toEqual([
      [15, 'a', 2, ['consultant', 'person:anna'], false],
      [30, 'a', 3, ['duty-manager'], false],
    ]);
    expect(all.notices).toEqual([
      {
        code: 'UNANSWERED',
        subject: 'urgent ref A of 2026-01-05T12:00:00.000Z',
        text: expect.stringMatching(/^Nobody has acknowledged an alert of lung: .*Telephone/),
      },
    ]);
    const count = (name: string) => all.metrics.filter(([metric]) => metric === name);
    expect(count('AlertsEscalated')).toEqual(Array(2).fill(['AlertsEscalated', 1, { level: 'urgent' }]));
    expect(count('AlertsUnanswered')).toEqual([['AlertsUnanswered', 1, { level: 'urgent' }]]);
    expect((await all.plain.chart('P')).alerts[0]).toMatchObject({
      ...{ delivery: { state: 'sent', sentAt: at(30), attempts: 1 }, escalation: { of: 3, next: [] } },
    });
    expect(await all.parts.table.due(0, at(10_000), 10)).toEqual([]);
  });

  it('says of one without a team that it is of the fallback team', async () => {
    const all = partsOf();
    await all.plain.write(chartOf('P', { alerts: [paged('a', { escalation: escalation({ next: [] }) })] }));
    await sweepUntil(all, 60);
    expect(all.notices).toMatchObject([{ text: expect.stringContaining('of the fallback team:') }]);
  });

  it('goes no further until the step before is sent, and then gives each step its time', async () => {
    const all = partsOf();
    const down = { publish: async () => Promise.reject(new Error('down')) };
    const delivery = { state: 'claimed', token: 'x', until: NOW, attempts: 1 } as const;
    await all.plain.write(chartOf('P', { alerts: [paged('a', { delivery })] }));
    await sweepUntil({ ...all, parts: { ...all.parts, publisher: down } }, 40);
    expect((await all.plain.chart('P')).alerts[0]?.escalation).toEqual(escalation());

    await sweepUntil(all, 45);

    expect(all.pages.map(({ step, repeat }) => [step, repeat])).toEqual([
      [1, true],
      [2, false],
    ]);
    const { startedAt = NOW, next = [] } = (await all.plain.chart('P')).alerts[0]?.escalation ?? {};
    expect(next).toMatchObject([{ dueAt: plusMs(startedAt, 15 * MINUTE_MS) }]);
  });

  it('sends a step again as REPEAT, under the same reference, whose sweep died between claim and page', async () => {
    const all = partsOf();
    await all.plain.write(chartOf('P', { alerts: [paged('a')] }));
    all.time.passed = 15 * MINUTE_MS;
    const dies = { ...all.parts, admitPage: async () => Promise.reject(new Error('killed')) };
    await expect(createSweep(dies)()).rejects.toThrow('killed');

    await sweepUntil(all, 17);

    expect(all.pages).toMatchObject([{ alertId: 'a', step: 2, repeat: true }]);
  });

  it('is not taken for sent by what an attempt at an earlier step says late', async () => {
    const all = partsOf();
    const delivery = { state: 'claimed', token: 'slow', until: at(100), attempts: 1 } as const;
    const chart = await all.plain.write(chartOf('P', { alerts: [paged('a', { delivery })] }));
    const outcome = { ...{ id: 'a', where: 'P', token: 'slow' }, is: 'sent', at: at(16) } as const;
    const next = { ...paged('a', { delivery: { ...delivery, token: 'sweep' } }) };
    await all.plain.write({
      ...(chart ?? chartOf('P')),
      alerts: [{ ...next, escalation: escalation({ next: [], contacts: ['duty-manager'] }) }],
    });

    await markOutcomes(all.parts.repository, chart ?? chartOf('P'), [{ ...outcome, step: 1 }]);
    expect((await all.plain.chart('P')).alerts[0]?.delivery.state).toBe('claimed');

    await markOutcomes(all.parts.repository, chart ?? chartOf('P'), [{ ...outcome, step: 3 }]);
    expect((await all.plain.chart('P')).alerts[0]?.delivery.state).toBe('sent');
  });

  it('is told to operations again in a minute where they could not be told', async () => {
    const all = partsOf();
    const deaf = { tell: async () => Promise.reject(new Error('down')) };
    await all.plain.write(
      chartOf('P', { alerts: [paged('a', { escalation: escalation({ next: [] }) }), paged('b')] }),
    );
    await sweepUntil({ ...all, parts: { ...all.parts, operations: deaf } }, 61);
    expect(all.logged).toEqual(Array(4).fill('operations-not-told'));
    expect(all.pages.map(({ alertId, step }) => [alertId, step])).toEqual([
      ['b', 2],
      ['b', 3],
    ]);

    await sweepUntil(all, 62);

    expect(all.notices.map(({ subject }) => subject)).toEqual([
      'urgent ref A of 2026-01-05T12:00:00.000Z',
      'urgent ref B of 2026-01-05T12:00:00.000Z',
    ]);
  });

  it('waits, where it cannot be sent, since its step began', async () => {
    const all = partsOf({ publisher: { publish: async () => Promise.reject(new Error('down')) } });
    await all.plain.write(chartOf('P', { alerts: [paged('a')] }));
    all.time.passed = 15 * MINUTE_MS;
    await createSweep(all.parts)();
    all.time.passed = 17 * MINUTE_MS;
    await createSweep(all.parts)();
    expect(all.metrics).toContainEqual(['OldestUnsentMs', 2 * MINUTE_MS, 'Milliseconds']);
  });
});

describe('no further step is paged', () => {
  it.each([
    ['of what is acknowledged', paged('a', { acknowledgement: acknowledged() })],
    ['of what is snoozed', paged('a', { acknowledgement: snoozed(1e9) })],
    ['where nobody comes after the first', entry('a', 'P', { delivery: sent })],
  ])('%s', async (_, alert) => {
    const all = partsOf();
    await all.plain.write(chartOf('P', { alerts: [alert] }));
    await sweepUntil(all, 70);
    expect([all.pages, all.notices]).toEqual([[], []]);
  });

  it.each([
    ['withdrawn', notice('a')],
    ['lowered to the worklist', notice('a', { kind: 'correction', standingLevel: 'worklist' })],
  ])('of what is %s, which is noted so that it is due no more', async (_, told) => {
    const all = partsOf();
    await all.plain.write(chartOf('P', { alerts: [paged('a'), told] }));
    await sweepUntil(all, 70);
    expect([all.pages, all.notices]).toEqual([[], []]);
    expect((await all.plain.chart('P')).alerts[0]?.escalation).toMatchObject({ withdrawn: true, of: 1 });
    expect(await all.parts.table.due(0, at(10_000), 10)).toEqual([]);
  });

  it('of what is withdrawn in the chart that has absorbed its own', async () => {
    const all = partsOf();
    await all.plain.write(chartOf('P', { mergedInto: 'Q', alerts: [paged('a')] }));
    await all.plain.write(chartOf('Q', { members: ['P'], mergedInto: 'R' }));
    await all.plain.write(chartOf('R', { members: ['Q'], alerts: [notice('a')] }));
    await sweepUntil(all, 20);
    expect(all.pages).toEqual([]);
  });

  it('while another worker moves the alert to where it belongs', async () => {
    const all = partsOf();
    const leaving = { child: 'P', parent: 'Q', keys: ['P'] };
    await all.plain.write(chartOf('P', { mergedInto: 'Q', alerts: [paged('a')] }));
    await all.plain.write(chartOf('Q', { members: ['P'], leaving }));
    await sweepUntil(all, 20);
    expect([all.pages, (await all.plain.chart('P')).version]).toEqual([[], 1]);
  });

  it('by who has claimed the step, where another began to move the alert meanwhile', async () => {
    const all = partsOf({
      wrap: (table) => ({
        ...table,
        putVersion: async (item, expected) => {
          const isWritten = await table.putVersion(item, expected);
          const leaving = { child: 'P', parent: 'Q', keys: ['P'] };
          await all.plain.write({ ...(await all.plain.chart('Q')), leaving });
          return isWritten;
        },
      }),
    });
    await all.plain.write(chartOf('P', { mergedInto: 'Q', alerts: [paged('a')] }));
    await all.plain.write(chartOf('Q', { members: ['P'] }));
    all.time.passed = 15 * MINUTE_MS;
    expect(await createSweep(all.parts)()).toMatchObject({ delivered: 0, failed: 0 });
    expect(all.pages).toEqual([]);
  });
});

describe('further steps are paged', () => {
  it('of what a notice has lowered to a level that pages', async () => {
    const all = partsOf();
    const lowered = notice('a', { kind: 'correction', standingLevel: 'routine' });
    await all.plain.write(chartOf('P', { alerts: [paged('a'), lowered] }));
    await sweepUntil(all, 15);
    expect(all.pages.map(({ alertId, step }) => [alertId, step])).toEqual([['a', 2]]);
  });

  it('of what was raised again after a notice, and not of what that was about', async () => {
    const all = partsOf();
    const again = paged('b', { resultKey: 'result of a', n: 1 });
    await all.plain.write(chartOf('P', { alerts: [paged('a'), notice('a'), again] }));
    await sweepUntil(all, 15);
    expect(all.pages.map(({ alertId, step }) => [alertId, step])).toEqual([['b', 2]]);
  });

  it('of both alerts of one result that no notice has taken back', async () => {
    const all = partsOf();
    const graver = paged('b', { resultKey: 'result of a', level: 'critical' });
    await all.plain.write(chartOf('P', { alerts: [paged('a'), graver] }));
    await sweepUntil(all, 15);
    expect(all.pages.map(({ alertId, step }) => [alertId, step])).toEqual([
      ['b', 2],
      ['a', 2],
    ]);
  });

  it('of an alert whose patient another has absorbed', async () => {
    const all = partsOf();
    await all.plain.write(chartOf('P', { mergedInto: 'Q', alerts: [paged('a')] }));
    await all.plain.write(chartOf('Q', { members: ['P'] }));
    await sweepUntil(all, 15);
    expect(all.pages.map(({ alertId, step }) => [alertId, step])).toEqual([['a', 2]]);
  });

  it('from the step on at which it was snoozed, which is paged again first', async () => {
    const all = partsOf();
    await all.plain.write(
      chartOf('P', { alerts: [paged('a', { acknowledgement: snoozed(5 * MINUTE_MS) })] }),
    );
    await sweepUntil(all, 21);
    expect(all.pages.map(({ step, repeat }) => [step, repeat])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  it('by one sweep alone, of several at once', async () => {
    const all = partsOf();
    await all.plain.write(chartOf('P', { alerts: [paged('a')] }));
    all.time.passed = 15 * MINUTE_MS;
    await Promise.all([createSweep(all.parts)(), createSweep(all.parts)(), createSweep(all.parts)()]);
    expect(all.pages.map(({ step, repeat }) => [step, repeat])).toEqual([[2, false]]);
    expect(all.metrics.filter(([metric]) => metric === 'AlertsEscalated')).toHaveLength(1);
  });

  it('is told to operations again where it was paged again after a snooze and nobody answers then either', async () => {
    const all = partsOf();
    await all.plain.write(chartOf('P', { alerts: [paged('a')] }));
    await sweepUntil(all, 61);
    const told = await all.plain.chart('P');
    const snooze = snoozed(100 * MINUTE_MS);
    await all.plain.write({ ...told, alerts: told.alerts.map((alert) => answered(alert, snooze)) });

    await sweepUntil(all, 200);

    expect(all.pages.map(({ step, repeat }) => [step, repeat])).toEqual([
      [2, false],
      [3, false],
      [3, true],
    ]);
    expect(all.notices.map(({ subject }) => subject)).toEqual([
      'urgent ref A of 2026-01-05T12:00:00.000Z',
      'urgent ref A of 2026-01-05T12:00:00.000Z, paged again at 2026-01-05T13:40:00.000Z',
    ]);
    expect(await all.parts.table.due(0, at(10_000), 10)).toEqual([]);
  });

  it('is open again without a page where a notice has taken it back while it was snoozed', async () => {
    const all = partsOf();
    const alert = answered(paged('a'), snoozed(5 * MINUTE_MS));
    await all.plain.write(chartOf('P', { alerts: [alert, notice('a')] }));

    await sweepUntil(all, 90);

    expect([all.pages, all.notices]).toEqual([[], []]);
    const [open] = (await all.plain.chart('P')).alerts;
    expect(open).not.toHaveProperty('acknowledgement');
    expect(open).toMatchObject({ delivery: sent, escalation: { withdrawn: true } });
    expect(await all.parts.table.due(0, at(10_000), 10)).toEqual([]);
  });
});
