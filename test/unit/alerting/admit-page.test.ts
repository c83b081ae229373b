import { describe, expect, it } from 'vitest';
import { createAdmitPage } from '../../../shared/alerting/admit-page.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { epochMs, MINUTE_MS } from '../../../shared/clinical/instant.ts';
import { silentTelemetry, type Told } from '../functions/silent-telemetry.ts';
import { countingTable } from './counting-table.ts';

/** The beginning of a window of ten minutes. */
const START = Date.UTC(2026, 0, 2, 12);

function admitting(
  given: { readonly pages?: number; readonly table?: Partial<Pick<Table, 'get' | 'increment'>> } = {},
) {
  const told: Told[] = [];
  const counting = countingTable();
  const time = { now: START + MINUTE_MS };
  const admit = createAdmitPage({
    table: { ...counting, ...given.table },
    pageStorm: { pages: given.pages ?? 2, withinMinutes: 10 },
    clock: { now: () => epochMs(time.now) },
    telemetry: silentTelemetry(told),
  });
  const admitTimes = async (times: number, team = 'lung') => {
    const answers: boolean[] = [];
    for (let left = times; left > 0; left -= 1) answers.push(await admit(team));
    return answers;
  };
  return { admitTimes, time, told, counting };
}

describe('how many pages of a team go out one by one', () => {
  it.each([
    [1, 1, [true]],
    [1, 2, [true, false]],
    [10, 9, Array(9).fill(true)],
    [10, 10, Array(10).fill(true)],
    [10, 11, [...Array(10).fill(true), false]],
  ])('of at most %i: %i pages within a window', async (pages, times, expected) => {
    expect(await admitting({ pages }).admitTimes(times)).toEqual(expected);
  });

  it('is counted for each team', async () => {
    const { admitTimes } = admitting();

    expect([await admitTimes(3, 'lung'), await admitTimes(3, 'breast')]).toEqual([
      [true, true, false],
      [true, true, false],
    ]);
  });

  it('begins anew with each window', async () => {
    const { admitTimes, time } = admitting();
    await admitTimes(3);

    time.now = START + 10 * MINUTE_MS - 1;
    expect(await admitTimes(1)).toEqual([false]);
    time.now = START + 10 * MINUTE_MS + 5_000;
    expect(await admitTimes(3)).toEqual([true, true, false]);
  });

  it.each([
    [0, false],
    [4_999, false],
    [5_000, true],
  ])(
    'counts %i ms into a window those of the one before too, so that no second has those of both',
    async (passed, expected) => {
      const { admitTimes, time } = admitting();
      time.now = START + 10 * MINUTE_MS - 1;
      await admitTimes(2);

      time.now = START + 10 * MINUTE_MS + passed;

      expect(await admitTimes(1)).toEqual([expected]);
    },
  );

  it('lets the first page of a window through where the one before had room', async () => {
    const { admitTimes, time } = admitting();
    await admitTimes(1);
    time.now = START + 10 * MINUTE_MS;

    expect(await admitTimes(2)).toEqual([true, false]);
  });

  it('is one item a team and window, which expires when the next window is over', async () => {
    const { admitTimes, counting } = admitting();

    await admitTimes(2);

    expect(counting.keys()).toEqual([`TEAM#lung|PAGES#${START}`]);
    expect(await counting.get('TEAM#lung', `PAGES#${START}`)).toMatchObject({
      count: 2,
      expiresAt: (START + 20 * MINUTE_MS) / 1_000,
    });
  });

  it('says each time that a page is held, and of which team', async () => {
    const { admitTimes, told } = admitting();

    await admitTimes(2);
    expect(told).toEqual([]);
    await admitTimes(3);

    expect(told).toEqual(Array(3).fill({ event: 'PagesHeld', fields: { by: 1, team: 'lung' } }));
  });

  it.each(['canary', 'canary-mllp'])('is not counted of %s, which must hear of every page', async (team) => {
    const { admitTimes, counting } = admitting({ pages: 1 });

    expect(await admitTimes(2, team)).toEqual([true, true]);
    expect(counting.keys()).toEqual([]);
  });

  it.each(['increment', 'get'])('holds nothing back where it cannot be counted (%s)', async (request) => {
    const { admitTimes, time, told } = admitting({
      pages: 1,
      table: { [request]: () => Promise.reject(new Error('throttled')) },
    });
    time.now = START;

    expect(await admitTimes(3)).toEqual([true, true, true]);
    expect(told.map(({ event }) => event)).toEqual(Array(3).fill('page-not-counted'));
  });
});
