import { describe, expect, it } from 'vitest';
import { changeEntry, findEntry } from '../../../shared/chart/change-entry.ts';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { chartOf, entry, repositoryOf, sent } from './charts.ts';

const marked = (alert: ChartEntry): ChartEntry => ({ ...alert, delivery: sent });

/** Before each of the first `races` conditional writes another writer has been there. */
function contended(races: number) {
  let left = races;
  return (table: Table): Table => ({
    ...table,
    putVersion: async (item, expected) => {
      if (left > 0) {
        left -= 1;
        const stored = await table.get(item.pk, item.sk);
        if (stored) await table.putVersion({ ...stored, version: expected + 1 }, expected);
      }
      return table.putVersion(item, expected);
    },
  });
}

describe('an alert is changed', () => {
  it('in the chart of its result, where the others stay as they are', async () => {
    const { repository, chart } = await repositoryOf([
      chartOf('P', { alerts: [entry('a', 'P'), entry('b', 'P')] }),
    ]);
    const changed = await changeEntry(repository, { id: 'b', where: 'P' }, marked);
    expect((await chart('P')).alerts).toEqual([entry('a', 'P'), marked(entry('b', 'P'))]);
    expect(changed).toEqual({ chart: await chart('P'), entry: marked(entry('b', 'P')) });
  });

  it('in the chart that has absorbed that of its result', async () => {
    const { repository, chart } = await repositoryOf([
      chartOf('P', { mergedInto: 'O' }),
      chartOf('O', { mergedInto: 'N' }),
      chartOf('N', { alerts: [entry('a', 'P')] }),
    ]);
    expect(await changeEntry(repository, { id: 'a', where: 'P' }, marked)).toBeDefined();
    expect((await chart('N')).alerts).toEqual([marked(entry('a', 'P'))]);
  });

  it('not at all where nothing is to be changed', async () => {
    const { repository, chart } = await repositoryOf([chartOf('P', { alerts: [entry('a', 'P')] })]);
    expect(await changeEntry(repository, { id: 'a', where: 'P' }, (same) => same)).toEqual({
      chart: await chart('P'),
      entry: entry('a', 'P'),
    });
    expect((await chart('P')).version).toBe(1);
  });

  it.each([
    [7, true],
    [8, false],
  ])('after %i lost races, asked anew after each: %s', async (races, isChanged) => {
    const { repository } = await repositoryOf(
      [chartOf('P', { alerts: [entry('a', 'P')] })],
      contended(races),
    );
    const versions: number[] = [];
    const changed = await changeEntry(repository, { id: 'a', where: 'P' }, (alert, { version }) => {
      versions.push(version);
      return marked(alert);
    });
    expect(changed !== undefined).toBe(isChanged);
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('nowhere when no chart holds it', async () => {
    const { repository } = await repositoryOf([chartOf('P', { mergedInto: 'O' }), chartOf('O')]);
    const place = { id: 'a', where: 'P' };
    expect(await changeEntry(repository, place, marked)).toBeUndefined();
    expect(await findEntry(repository, place)).toBeUndefined();
  });
});
