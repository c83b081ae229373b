import { describe, expect, it } from 'vitest';
import type { Chart } from '../../../shared/chart/chart.ts';
import { linkPatients } from '../../../shared/chart/link.ts';
import type { Item } from '../../../shared/chart/table.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { entry, keys, NOW, repositoryOf } from './charts.ts';

type Parts = Awaited<ReturnType<typeof repositoryOf>>;

const patient = (id: string) => ({ authority: 'HOSP', id });
const key = (id: string) => String(keys.patientKey(patient(id)));
const ids = ['A', 'B', 'C', 'D'];
/** Physically the smaller key absorbs, so these are parent and child in that order. */
const [first = '', second = '', third = ''] = ids.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));

function link({ repository }: Parts, text: string, sentAt: number) {
  const [survivor = '', sign, absorbed = ''] = text;
  const action = sign === '<' ? 'merge' : 'unlink';
  const event = { action, survivor: patient(survivor), absorbed: patient(absorbed) } as const;
  return linkPatients(repository, keys, event, epochMs(sentAt), NOW);
}

async function trees({ chart }: Parts): Promise<string> {
  const shown = async (id: string): Promise<string> => {
    const { members } = await chart(key(id));
    const below = await Promise.all(
      members.map((pk) => shown(ids.find((other) => key(other) === pk) ?? '?')),
    );
    return below.length > 0 ? `${id}(${below.join(' ')})` : id;
  };
  const charts = await Promise.all(ids.map(async (id) => [id, await chart(key(id))] as const));
  const roots = charts.filter(([, { mergedInto }]) => mergedInto === undefined);
  return (await Promise.all(roots.map(([id]) => shown(id)))).sort().join(' ');
}

describe('linking patients', () => {
  it('makes the charts one, the smaller key above, whoever survives', async () => {
    for (const text of [`${first}<${second}`, `${second}<${first}`]) {
      const parts = await repositoryOf([]);
      expect(await link(parts, text, 1)).toEqual([key(first)]);
      expect((await parts.chart(key(first))).members).toEqual([key(second)]);
      expect((await parts.chart(key(second))).mergedInto).toBe(key(first));
    }
  });

  it('does nothing the second time, nor the other way round', async () => {
    const parts = await repositoryOf([]);
    await link(parts, 'A<B', 1);
    const before = parts.memory.items();
    const lying = await trees(parts);
    await link(parts, 'A<B', 1);
    expect(parts.memory.items()).toEqual(before);
    await link(parts, 'B<A', 2);
    expect(await trees(parts)).toBe(lying);
  });

  it('never makes a circle', async () => {
    const parts = await repositoryOf([]);
    for (const [index, text] of ['A<B', 'B<C', 'C<A', 'D<A', 'B<D'].entries()) await link(parts, text, index);
    const charts = await Promise.all(ids.map((id) => parts.chart(key(id))));
    expect(charts.every(({ pk, mergedInto }) => mergedInto === undefined || mergedInto < pk)).toBe(true);
    expect(charts.filter(({ mergedInto }) => mergedInto === undefined)).toHaveLength(1);
  });

  it('gives each alert back to its own patient when the merge is taken back', async () => {
    const parts = await repositoryOf([]);
    await link(parts, `${first}<${second}`, 1);
    const root: Chart = await parts.chart(key(first));
    await parts.repository.write({ ...root, alerts: [entry('x', key(second)), entry('y', key(first))] });
    expect(await link(parts, `${first}|${second}`, 2)).toEqual([key(first), key(second)]);
    expect((await parts.chart(key(first))).alerts.map(({ id }) => id)).toEqual(['y']);
    expect((await parts.chart(key(second))).alerts.map(({ id }) => id)).toEqual(['x']);
  });

  it('cuts a patient off with all that hangs on it', async () => {
    const parts = await repositoryOf([]);
    await link(parts, `${second}<${third}`, 1);
    await link(parts, `${first}<${second}`, 2);
    await link(parts, `${first}|${second}`, 3);
    expect(await trees(parts)).toContain(`${second}(${third})`);
    expect((await parts.chart(key(first))).members).toEqual([]);
  });

  it('ignores a merge that was sent before the unlink and comes after it', async () => {
    const parts = await repositoryOf([]);
    await link(parts, 'A|B', 2);
    expect(await link(parts, 'A<B', 1)).toHaveLength(2);
    expect(await trees(parts)).toBe('A B C D');
  });

  it('notes each message in both charts and on record', async () => {
    const parts = await repositoryOf([]);
    await link(parts, 'A<B', 7);
    const expected = { action: 'merge', survivor: key('A'), absorbed: key('B'), sentAt: 7 };
    for (const id of ['A', 'B']) {
      expect(await parts.chart(key(id))).toMatchObject({ links: [expected], identifier: patient(id) });
      const audit = parts.memory
        .items()
        .find(({ pk, sk }) => pk === key(id) && sk.startsWith('AUDIT#7#merge#'));
      expect(audit).toMatchObject({ ...expected, at: NOW });
    }
  });

  it('has nothing to do for a patient and itself', async () => {
    const parts = await repositoryOf([]);
    expect(await link(parts, 'A<A', 1)).toEqual([key('A')]);
    expect(parts.memory.items()).toEqual([]);
  });

  it('goes on where another worker left off, between any two writes', async () => {
    for (let stopAt = 0; stopAt < 12; stopAt += 1) {
      let writes = 0;
      const parts = await repositoryOf([], (table) => ({
        ...table,
        putVersion: async (...given) => {
          writes += 1;
          if (writes === stopAt) throw new Error('stopped');
          return table.putVersion(...given);
        },
      }));
      await link(parts, 'A<B', 1).catch(() => link(parts, 'A<B', 1));
      await link(parts, 'A|B', 2).catch(() => link(parts, 'A|B', 2));
      expect(await trees(parts)).toBe('A B C D');
    }
  });

  it.each([
    ['a note', 'a link could not be noted: the chart was changed by others again and again', () => true],
    [
      'a change',
      'linked charts were changed by others again and again',
      ({ members }: Item) => Array.isArray(members) && members.length > 0,
    ],
  ])('gives up, to be tried again, when %s is refused 200 times', async (_, message, fails) => {
    let refused = 0;
    const parts = await repositoryOf([], (table) => ({
      ...table,
      putVersion: async (item, expected) => {
        if (!fails(item)) return table.putVersion(item, expected);
        refused += 1;
        return false;
      },
    }));
    await expect(link(parts, 'A<B', 1)).rejects.toMatchObject({ code: 'CHART_CONTENDED', message });
    expect(refused).toBe(200);
  });

  it('refuses to link more than a hundred patients', async () => {
    const { repository } = await repositoryOf([]);
    const links = Array.from({ length: 100 }, (_, index) => ({
      ...{ action: 'unlink' as const, survivor: key('A'), absorbed: `P#${index}`, sentAt: epochMs(index) },
    }));
    await repository.write({ pk: key('A'), version: 0, alerts: [], members: [], links });
    const event = { action: 'unlink', survivor: patient('A'), absorbed: patient('B') } as const;
    await expect(linkPatients(repository, keys, event, epochMs(1000), NOW)).rejects.toMatchObject({
      reason: 'too-many-links',
    });
  });
});
