import { describe, expect, it } from 'vitest';
import { createAdmitPage } from '../../../shared/alerting/admit-page.ts';
import { deliverClaimed } from '../../../shared/alerting/deliver.ts';
import type { Page } from '../../../shared/alerting/publisher.ts';
import { createSweep } from '../../../shared/alerting/sweep.ts';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import { advanced } from '../../../shared/chart/escalation.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { chartOf, entry, NOW, sent } from '../chart/charts.ts';
import { at, escalation } from '../chart/escalations.ts';
import { partsOf } from '../chart/services.ts';

const MINUTE = 60_000;
const shown = ({ alertId, others = [], level, repeat }: Page) =>
  `${repeat ? 'REPEAT ' : ''}${level} ${[alertId, ...others.map((other) => other.alertId)].join('+')}`;

/** A team of which so many pages go out one by one; it has charts with one alert each. */
async function storm(
  { pages = 1, ...given }: { readonly pages?: number } & NonNullable<Parameters<typeof partsOf>[0]>,
  ...alerts: readonly ChartEntry[]
) {
  const all = partsOf(given);
  const { clock, telemetry } = all.parts;
  const table = all.parts.table as Table;
  const admitPage = createAdmitPage({
    ...{ table, clock, telemetry },
    pageStorm: { pages, withinMinutes: 10 },
  });
  const parts = { ...all.parts, admitPage: given.admitPage ?? admitPage };
  for (const alert of alerts) await all.plain.write(chartOf(alert.where, { alerts: [alert] }));
  const deliveries = async () => {
    const charts = await Promise.all(alerts.map(({ where }) => all.plain.chart(where)));
    return charts.flatMap((chart) => chart.alerts.map(({ delivery }) => delivery));
  };
  const later = async (minutes: number, work = createSweep(parts)) => {
    all.time.passed = minutes * MINUTE;
    return work();
  };
  return { ...all, parts, deliveries, later, shownPages: () => all.pages.map(shown) };
}

const alertsOf = (count: number, more: Partial<ChartEntry> = {}) =>
  Array.from({ length: count }, (_, index) => entry(`a${index}`, `P${index}`, more));

describe('one page too many for a team', () => {
  it('is not published by whoever raised its alert, but left due for the sweep as never sent', async () => {
    const { parts, plain, shownPages, deliveries } = await storm({}, ...alertsOf(2));

    for (const pk of ['P0', 'P1']) {
      const chart = await plain.chart(pk);
      expect(await deliverClaimed(parts, chart, new Set(['attempt-1']))).toMatchObject({ failed: 0 });
    }

    expect(shownPages()).toEqual(['urgent a0']);
    expect(await deliveries()).toEqual([
      sent,
      { state: 'claimed', token: 'attempt-1', until: plusMs(NOW, 1_000), attempts: 1, held: true },
    ]);
  });

  it('goes out by the next sweep together with others, without REPEAT, marked with the reference of the page', async () => {
    const { parts, plain, later, shownPages, deliveries, pages } = await storm({}, ...alertsOf(4));
    for (let index = 0; index < 4; index += 1) {
      await deliverClaimed(parts, await plain.chart(`P${index}`), new Set(['attempt-1']));
    }

    expect(await later(1)).toEqual({ delivered: 3, failed: 0, charts: 3 });

    expect(shownPages()).toEqual(['urgent a0', 'urgent a1+a2+a3']);
    expect(pages[1]?.others).toEqual([
      { alertId: 'a2', where: 'P2' },
      { alertId: 'a3', where: 'P3' },
    ]);
    expect((await deliveries()).slice(1)).toEqual(
      Array(3).fill({ ...sent, sentAt: plusMs(NOW, MINUTE), together: 'a1' }),
    );
    expect(await later(2)).toMatchObject({ charts: 0 });
  });

  it('has a page like any other where it is alone', async () => {
    const { parts, plain, later, shownPages, deliveries } = await storm({}, ...alertsOf(2));
    for (const pk of ['P0', 'P1']) await deliverClaimed(parts, await plain.chart(pk), new Set(['attempt-1']));

    await later(1);

    expect(shownPages()).toEqual(['urgent a0', 'urgent a1']);
    expect((await deliveries())[1]).toEqual({ ...sent, sentAt: plusMs(NOW, MINUTE) });
  });

  it('is the least urgent of a chart', async () => {
    const { parts, plain, shownPages } = await storm({});
    const alerts = [entry('r', 'P', { level: 'routine' }), entry('c', 'P', { level: 'critical' })];
    await plain.write(chartOf('P', { alerts }));

    await deliverClaimed(parts, await plain.chart('P'), new Set(['attempt-1']));

    expect(shownPages()).toEqual(['critical c']);
  });
});

describe('a sweep with more than a team can act upon', () => {
  it.each([
    [1, 1, ['REPEAT urgent a0']],
    [2, 2, ['REPEAT urgent a0', 'REPEAT urgent a1']],
    [2, 3, ['REPEAT urgent a0', 'REPEAT urgent a1', 'REPEAT urgent a2']],
    [2, 4, ['REPEAT urgent a0', 'REPEAT urgent a1', 'REPEAT urgent a2+a3']],
  ])('sends at most %i one by one: of %i', async (pages, due, expected) => {
    const { later, shownPages } = await storm({ pages }, ...alertsOf(due));

    expect(await later(1)).toMatchObject({ delivered: due, failed: 0 });

    expect(shownPages()).toEqual(expected);
  });

  it('sends one page a team, level and kind, and of those perhaps sent before; the most urgent first', async () => {
    const held = { state: 'claimed', token: 'x', until: NOW, attempts: 1, held: true } as const;
    const delivery = { delivery: held };
    const { later, shownPages, pages } = await storm(
      { admitPage: async () => false },
      entry('r1', 'P1', { ...delivery, level: 'routine' }),
      entry('u1', 'P2', delivery),
      entry('c1', 'P3', { ...delivery, level: 'critical' }),
      entry('u2', 'P4', { ...delivery, team: 'lung' }),
      entry('u3', 'P5', { ...delivery, kind: 'correction' }),
      entry('u4', 'P6', delivery),
      entry('c2', 'P7', { ...delivery, level: 'critical' }),
      entry('u5', 'P8', { delivery: { state: 'claimed', token: 'x', until: NOW, attempts: 1 } }),
    );

    expect(await later(1)).toMatchObject({ delivered: 8 });

    expect(shownPages()).toEqual([
      ...['critical c1+c2', 'urgent u1+u4', 'urgent u3', 'REPEAT urgent u5', 'urgent u2', 'routine r1'],
    ]);
    expect(pages.map(({ team }) => team)).toEqual(
      Array.from(pages, ({ alertId }) => (alertId === 'u2' ? 'lung' : 'fallback')),
    );
  });

  it('lets the most urgent go out one by one', async () => {
    const { later, shownPages } = await storm(
      {},
      entry('r', 'P1', { level: 'routine' }),
      entry('c', 'P2', { level: 'critical' }),
    );

    await later(1);

    expect(shownPages()).toEqual(['REPEAT critical c', 'REPEAT routine r']);
  });

  it('asks no more for a team that has had enough', async () => {
    const asked: string[] = [];
    const admitPage = async (team: string) => asked.push(team) < 2;
    const { later } = await storm({ admitPage }, ...alertsOf(5));

    await later(1);

    expect(asked).toHaveLength(2);
  });

  it('waits a second before what goes out together, and between such pages', async () => {
    const { later, pauses } = await storm(
      { admitPage: async () => false },
      entry('c', 'P1', { level: 'critical' }),
      entry('u', 'P2'),
    );

    await later(1);

    expect(pauses).toEqual([1_000, 125, 125]);
  });

  it('does not wait where each has its own page', async () => {
    const { later, pauses, notices } = await storm({ pages: 2 }, ...alertsOf(2));

    await later(1);

    expect([pauses, notices]).toEqual([[], []]);
  });

  it('tells operations which team it is, once a day', async () => {
    const { later, notices } = await storm({ admitPage: async () => false }, ...alertsOf(3));

    await later(1);

    expect(notices).toEqual([
      { code: 'PAGES_HELD', subject: 'fallback 2026-01-05', text: expect.stringMatching(/supervisor/) },
    ]);
  });

  it('has sent and marked all before it fails to tell operations', async () => {
    const { later, deliveries, logged } = await storm(
      {
        admitPage: async () => false,
        operations: { tell: async () => Promise.reject(new Error('SNS down')) },
      },
      ...alertsOf(2),
    );

    expect(await later(1)).toMatchObject({ delivered: 2, failed: 0 });

    expect(logged).toEqual(['operations-not-told']);
    expect((await deliveries()).map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it('is one page for each step, whose contacts are others', async () => {
    const due = { delivery: sent, escalation: escalation() };
    const last = { ...due, escalation: advanced(escalation(), at(15)) };
    const all = await storm(
      { admitPage: async () => false },
      ...alertsOf(3, due),
      entry('b', 'P8', last),
      entry('c', 'P9', { ...due, escalation: escalation({ next: last.escalation.next }) }),
    );

    expect(await all.later(30)).toMatchObject({ delivered: 5, failed: 0 });

    expect(all.pages.map(({ step, contacts, others = [] }) => [step, contacts, 1 + others.length])).toEqual([
      [2, ['consultant', 'person:anna'], 3],
      [3, ['duty-manager'], 2],
    ]);
  });

  it('leaves all of a page due that could not be published, and goes on with the next', async () => {
    const { later, deliveries, logged } = await storm(
      {
        admitPage: async () => false,
        publisher: {
          publish: async ({ level }) => (level === 'critical' ? Promise.reject(new RangeError()) : undefined),
        },
      },
      ...alertsOf(2, { level: 'critical' }),
      entry('u', 'P9'),
    );

    expect(await later(1)).toMatchObject({ delivered: 1, failed: 2 });

    expect((await deliveries()).map((delivery) => 'lastError' in delivery && delivery.lastError)).toEqual([
      ...['RangeError', 'RangeError', false],
    ]);
    expect(logged).toEqual(['publish-failed']);
  });

  it('publishes no page of which one claim is about to end', async () => {
    const all = await storm({ admitPage: async () => false }, ...alertsOf(2));
    const pause = async () => {
      all.time.passed = 3 * MINUTE;
    };
    const parts = { ...all.parts, pause };

    expect(await all.later(1, createSweep(parts))).toEqual({ delivered: 0, failed: 2, charts: 2 });

    expect(all.pages).toEqual([]);
    expect(all.metrics).toContainEqual(['OldestUnsentMs', 3 * MINUTE, 'Milliseconds']);
  });

  it('sends the same again as REPEAT after a crash between the page and its marks', async () => {
    let isCrashing = true;
    const wrap = (table: Table): Table => ({
      ...table,
      putVersion: async (item, expected) => {
        const isMark = JSON.stringify(item.alerts).includes('"state":"sent"');
        return isMark && isCrashing ? Promise.reject(new Error('crash')) : table.putVersion(item, expected);
      },
    });
    const delivery = { state: 'claimed', token: 'x', until: NOW, attempts: 1, held: true } as const;
    const all = await storm({ wrap, admitPage: async () => false }, ...alertsOf(3, { delivery }));

    await all.later(1);
    isCrashing = false;
    await all.later(3);

    expect(all.shownPages()).toEqual(['urgent a0+a1+a2', 'REPEAT urgent a0+a1+a2']);
    expect((await all.deliveries()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  });

  it('sends each alert once where two sweeps come at once', async () => {
    const { parts, later, pages } = await storm({ admitPage: async () => false }, ...alertsOf(6));

    await later(1, async () => {
      const both = await Promise.all([createSweep(parts)(), createSweep(parts)()]);
      expect(both.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(6);
      return { delivered: 0, failed: 0, charts: 0 };
    });

    const alertIds = pages.flatMap(({ alertId, others = [] }) => [alertId, ...others.map((o) => o.alertId)]);
    expect(alertIds.toSorted()).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5']);
  });

  it('marks every chart of a page, however many', async () => {
    const { later, deliveries, shownPages } = await storm(
      { admitPage: async () => false, chartsPerShard: 100 },
      ...alertsOf(51),
    );

    expect(await later(1)).toMatchObject({ delivered: 51 });

    expect(shownPages()).toHaveLength(1);
    expect(new Set((await deliveries()).map(({ state }) => state))).toEqual(new Set(['sent']));
  });
});
