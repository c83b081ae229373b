import { describe, expect, it } from 'vitest';
import { HOUR_MS, isoInstant, plusMs } from '../../../shared/clinical/instant.ts';
import type { AlertList } from '../../../shared/desk/alert-list.ts';
import { DeskRefusedError, type ListCursor } from '../../../shared/desk/desk-service.ts';
import type { DeskUser } from '../../../shared/desk/user.ts';
import { NOW } from '../chart/charts.ts';
import { registration, total } from '../clinical/judge/patient.ts';
import { AUDITOR, BREAST, COORDINATOR, desk, LUNG } from './desk.ts';

type Desk = ReturnType<typeof desk>;

/** One alert of each of these patients, an hour apart, in this order. */
async function alertedOf(patients: readonly (readonly [id: string, amount: string, team?: string])[]) {
  const all = desk();
  for (const [id, amount, team] of patients) {
    await all.register(id, team);
    await all.calcium(id, amount);
    all.later(1);
  }
  return all;
}

/** The patients of a list, all its pages one after the other. */
async function patientsIn(
  { service }: Pick<Desk, 'service'>,
  user: DeskUser,
  query: { readonly which: AlertList; readonly team?: string; readonly limit?: number },
) {
  const pages: string[][] = [];
  let before: ListCursor | undefined;
  do {
    const page = await service.listAlerts(user, { ...query, ...(before && { before }) });
    pages.push(page.alerts.map(({ patient }) => patient.id));
    before = page.next;
  } while (before !== undefined && pages.length < 20);
  return pages;
}

describe('the list of open alerts', () => {
  it('is of the own teams, the most urgent first, then the newest', async () => {
    const all = await alertedOf([
      ['urgent 1', '12.8'],
      ['critical 1', '13.8'],
      ['routine', '11.0'],
      ['of others', '13.8', 'breast'],
      ['urgent 2', '12.8'],
      ['critical 2', '13.8'],
    ]);
    expect(await patientsIn(all, LUNG, { which: 'open' })).toEqual([
      ['critical 2', 'critical 1', 'urgent 2', 'urgent 1', 'routine'],
    ]);
    expect(await patientsIn(all, BREAST, { which: 'open' })).toEqual([['of others']]);
  });

  it('is without what is answered, and with what is open again', async () => {
    const all = await alertedOf([
      ['acknowledged', '12.8'],
      ['snoozed', '12.8'],
      ['open again', '12.8'],
      ['snooze over', '12.8'],
      ['open', '12.8'],
    ]);
    const act = async (id: string, ...actions: Parameters<Desk['service']['act']>[2][]) => {
      const [alertId] = await all.ids(id);
      for (const [version, action] of actions.entries()) {
        await all.service.act(LUNG, String(alertId), action, { version });
      }
    };
    const snooze = (hours: number) =>
      ({ do: 'snooze', until: plusMs(all.now(), hours * HOUR_MS), note: 'later' }) as const;
    await act('acknowledged', { do: 'acknowledge', reason: 'acting' });
    await act('snoozed', snooze(8));
    await act('open again', { do: 'acknowledge', reason: 'not-my-patient' }, { do: 'reopen' });
    await act('snooze over', snooze(2));
    all.later(3);
    expect(await patientsIn(all, LUNG, { which: 'open' })).toEqual([['open', 'snooze over', 'open again']]);
    expect((await patientsIn(all, LUNG, { which: 'all' }))[0]).toHaveLength(5);
  });

  it('keeps what nobody has answered though its episode has ended', async () => {
    const all = await alertedOf([['1', '12.8']]);
    for (const day of [1, 3]) await all.calcium('1', '9.5', plusMs(NOW, day * 24 * HOUR_MS));
    const { alerts } = await all.service.listAlerts(LUNG, { which: 'open' });
    expect(alerts).toMatchObject([{ episode: 'closed', acknowledgement: null }]);
  });

  it('goes on page by page, and loses and repeats none', async () => {
    const all = await alertedOf([
      ['1', '12.8'],
      ['2', '13.8'],
      ['3', '12.8'],
      ['4', '11.0'],
      ['5', '12.8'],
    ]);
    expect(await patientsIn(all, LUNG, { which: 'open', limit: 2 })).toEqual([['2', '5'], ['3', '1'], ['4']]);
  });
});

describe('the worklist', () => {
  it('holds what goes to nobody, and the list of open alerts does not', async () => {
    const all = await alertedOf([['paged', '12.8']]);
    const history = registration({ icd10: 'Z85.1', status: 'history', team: 'lung' });
    const patient = { authority: 'HOSP', id: 'listed' };
    const { where: _, factKey: __, ...fact } = history;
    await all.charts.record(patient, 'row', { ...fact, patient });
    await all.send('listed', [total('10.8 mg/dL', all.now())]);
    expect(await patientsIn(all, LUNG, { which: 'worklist' })).toEqual([['listed']]);
    expect(await patientsIn(all, LUNG, { which: 'open' })).toEqual([['paged']]);
  });
});

describe('the list of all alerts', () => {
  it('is in the order of raising, the newest first, over all teams of the user', async () => {
    const all = await alertedOf([
      ['1', '13.8'],
      ['2', '11.0', 'breast'],
      ['3', '12.8', 'gone'],
      ['4', '11.0'],
    ]);
    expect(await patientsIn(all, COORDINATOR, { which: 'all' })).toEqual([['4', '3', '2', '1']]);
    expect(await patientsIn(all, AUDITOR, { which: 'all' })).toEqual([['4', '3', '2', '1']]);
    expect(await patientsIn(all, LUNG, { which: 'all' })).toEqual([['4', '1']]);
    expect(await patientsIn(all, COORDINATOR, { which: 'all', team: 'fallback' })).toEqual([['3']]);
  });

  it.each([1, 2, 3])(
    'goes on, %i at a time over several teams, and loses and repeats none',
    async (limit) => {
      const all = await alertedOf([
        ['1', '12.8'],
        ['2', '12.8', 'breast'],
        ['3', '12.8'],
        ['4', '12.8', 'breast'],
        ['5', '12.8'],
        ['6', '12.8'],
      ]);
      const pages = await patientsIn(all, COORDINATOR, { which: 'all', limit });
      expect(pages.flat()).toEqual(['6', '5', '4', '3', '2', '1']);
      expect(Math.max(...pages.map(({ length }) => length))).toBe(limit);
    },
  );

  it('is without what no chart names, or names with other details', async () => {
    const all = await alertedOf([['1', '12.8']]);
    const [alertId] = await all.ids('1');
    const { pk: where } = await all.chart('1');
    const line = { pk: 'TEAM#lung', alertId, where, details: 'of another attempt' };
    await all.plain.put({ ...line, sk: `RAISED#2026-01-05T12:00:00.001Z#${alertId}` });
    await all.plain.put({ ...line, alertId: 'lost', sk: 'RAISED#2026-01-05T12:00:00.002Z#lost' });
    expect(await patientsIn(all, LUNG, { which: 'all' })).toEqual([['1']]);
  });

  it('names the newest alert of a patient since', async () => {
    const all = await alertedOf([['1', '11.0']]);
    await all.calcium('1', '12.8');
    all.later(3);
    await all.calcium('1', '13.8');
    const [, , last] = await all.ids('1');
    const { alerts } = await all.service.listAlerts(LUNG, { which: 'all' });
    expect(alerts.map(({ newer }) => newer)).toEqual([undefined, last, last]);
  });
});

describe('a list', () => {
  it('of a team that is not the own is refused', async () => {
    const { service } = desk();
    await expect(service.listAlerts(BREAST, { which: 'open', team: 'lung' })).rejects.toEqual(
      expect.objectContaining({ name: DeskRefusedError.name, reason: 'not-allowed' }),
    );
  });

  it('that was seen is noted with each team whose alerts were shown', async () => {
    const all = await alertedOf([
      ['1', '12.8'],
      ['2', '12.8', 'breast'],
      ['3', '12.8'],
    ]);
    await all.service.listAlerts(COORDINATOR, { which: 'open' });
    const [[first], [second], [third]] = [await all.ids('1'), await all.ids('2'), await all.ids('3')];
    const seen = { at: all.now(), by: 'sub-3', name: 'Co', which: 'open' };
    const sk = `SEEN#${isoInstant(all.now())}#t1`;
    expect(all.memory.items().filter((item) => item.sk.startsWith('SEEN#'))).toEqual([
      { pk: 'TEAM#lung', sk, ...seen, alertIds: [third, first] },
      { pk: 'TEAM#breast', sk, ...seen, alertIds: [second] },
    ]);
  });

  it('says to an auditor alone who was shown it, the newest first', async () => {
    const all = await alertedOf([
      ['1', '12.8'],
      ['2', '12.8', 'breast'],
    ]);
    await all.service.listAlerts(COORDINATOR, { which: 'open' });
    all.later(1);
    await all.service.listAlerts(LUNG, { which: 'all' });
    const [[first], [second]] = [await all.ids('1'), await all.ids('2')];
    const looked = { by: 'sub-3', name: 'Co', which: 'open', at: plusMs(NOW, 2 * HOUR_MS) };
    expect(await all.service.listViews(AUDITOR, 'lung', {})).toEqual({
      views: [
        { by: LUNG.id, name: LUNG.name, which: 'all', at: all.now(), alertIds: [first] },
        { ...looked, alertIds: [first] },
      ],
    });
    expect(await all.service.listViews(AUDITOR, 'breast', {})).toEqual({
      views: [{ ...looked, alertIds: [second] }],
    });
    await expect(all.service.listViews(COORDINATOR, 'lung', {})).rejects.toMatchObject({
      reason: 'not-allowed',
    });
  });

  it('was shown so often that the looks at it go on', async () => {
    const all = await alertedOf([['1', '12.8']]);
    for (let look = 0; look < 51; look += 1) {
      await all.service.listAlerts(LUNG, { which: 'open' });
      all.later(1);
    }
    const { views, next } = await all.service.listViews(AUDITOR, 'lung', {});
    const rest = await all.service.listViews(AUDITOR, 'lung', { ...(next && { before: next }) });
    expect([views.length, views.at(-1)?.at]).toEqual([50, plusMs(NOW, 2 * HOUR_MS)]);
    expect([rest.views.map(({ at }) => at), rest.next]).toEqual([[plusMs(NOW, HOUR_MS)], undefined]);
    const unreadable = await all.service.listViews(AUDITOR, 'lung', { before: 'none' as ListCursor });
    expect(unreadable.views).toHaveLength(50);
  });

  it('of all teams is without the canary, whose alerts nobody answers', async () => {
    const all = await alertedOf([
      ['1', '12.8'],
      ['2', '13.8', 'canary'],
    ]);
    expect(await patientsIn(all, COORDINATOR, { which: 'open' })).toEqual([['1']]);
    expect(await patientsIn(all, COORDINATOR, { which: 'open', team: 'canary' })).toEqual([['2']]);
  });

  it('of which nothing can be noted is not shown', async () => {
    const all = desk((table) => ({ ...table, put: async () => Promise.reject(new Error('throttled')) }));
    await all.register('1');
    await all.calcium('1', '12.8');
    await expect(all.service.listAlerts(LUNG, { which: 'open' })).rejects.toThrow('throttled');
  });

  it('of nobody of a role is empty', async () => {
    const all = await alertedOf([['1', '12.8']]);
    expect(await patientsIn(all, { ...LUNG, roles: [] }, { which: 'all' })).toEqual([[]]);
  });

  it.each(['nonsense', '', Buffer.from('{"before":1}').toString('base64url')])(
    'begins where the cursor %s is none of ours',
    async (cursor) => {
      const all = await alertedOf([['1', '12.8']]);
      const { alerts } = await all.service.listAlerts(LUNG, { which: 'all', before: cursor as ListCursor });
      expect(alerts).toHaveLength(1);
    },
  );

  it.each([
    [0, 1],
    [1_000, 100],
  ])('of %i alerts a page has %i', async (limit, shown) => {
    const all = await alertedOf(Array.from({ length: 101 }, (_, index) => [`${index}`, '12.8'] as const));
    const { alerts, next } = await all.service.listAlerts(LUNG, { which: 'open', limit });
    expect([alerts.length, next !== undefined]).toEqual([shown, true]);
  });

  it('reads each chart once, and nothing of patients that it does not show', async () => {
    const read: string[] = [];
    const all = desk((table) => ({
      ...table,
      get: async (pk, sk) => {
        read.push(`${pk} ${sk.slice(0, 5)}`);
        return table.get(pk, sk);
      },
    }));
    await all.register('1');
    for (const [hour, amount] of [
      [0, '11.0'],
      [3, '12.8'],
      [6, '13.8'],
    ] as const) {
      await all.calcium('1', amount, plusMs(NOW, hour * HOUR_MS));
    }
    const { pk } = await all.chart('1');
    await all.service.listAlerts(LUNG, { which: 'all' });
    expect(read.sort()).toEqual([...Array(3).fill(`${pk} ALERT`), `${pk} CHART`]);
  });
});
