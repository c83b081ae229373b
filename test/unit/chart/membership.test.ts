import { describe, expect, it } from 'vitest';
import type { Chart } from '../../../shared/chart/chart.ts';
import { nextChange, readKinship } from '../../../shared/chart/kinship.ts';
import { completeLeaving } from '../../../shared/chart/leaving.ts';
import { mendOrphan, readTree } from '../../../shared/chart/membership.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { readUnion } from '../../../shared/chart/union.ts';
import { chartedFact, chartOf, entry, NOW, repositoryOf, sent } from './charts.ts';

/** Runs something before the first request of a kind on an item: what another worker does in between. */
function interleaved(kind: 'get' | 'query' | 'putVersion', pk: string, act: () => Promise<unknown>) {
  let done = false;
  return (table: Table): Table => {
    const first = async (asked: string) => {
      if (done || asked !== pk) return;
      done = true;
      await act();
    };
    return {
      ...table,
      get: async (...given) => {
        if (kind === 'get') await first(given[0]);
        return table.get(...given);
      },
      query: async (...given) => {
        if (kind === 'query') await first(given[0]);
        return table.query(...given);
      },
      putVersion: async (...given) => {
        if (kind === 'putVersion') await first(given[0].pk);
        return table.putVersion(...given);
      },
    };
  };
}

/** Another worker writes a chart that is at version 1. */
async function rewrite(table: Table, pk: string, change: Partial<Chart> = {}): Promise<void> {
  const stored = await table.get(pk, 'CHART');
  await table.putVersion({ ...stored, ...change, pk, sk: 'CHART', version: 2 }, 1);
}

const ids = ({ alerts }: Chart) => alerts.map(({ id }) => id);

describe('a union', () => {
  it('is a chart by itself', async () => {
    const { repository } = await repositoryOf([chartOf('A', { alerts: [entry('a', 'A')] })]);
    const union = await readUnion(repository, 'A', NOW);
    expect([union.root.pk, [...union.keys], union.alerts.length]).toEqual(['A', ['A'], 1]);
  });

  it('of one chart has nobody who joined', async () => {
    const { repository } = await repositoryOf([]);
    await repository.putFact({ fact: chartedFact('A', 'FACT#a#a'), readAt: NOW, expiresAt: undefined });
    const [stored] = (await readUnion(repository, 'A', NOW)).facts;
    expect(stored?.fact).toMatchObject({ where: 'A' });
    expect(stored?.fact).not.toHaveProperty('joinedAt');
  });

  it('is read from the root, whoever is asked for', async () => {
    const { repository } = await repositoryOf([
      chartOf('A', { members: ['B'], alerts: [entry('a', 'A')] }),
      chartOf('B', { mergedInto: 'A', members: ['C'], alerts: [entry('b', 'B')] }),
      chartOf('C', { mergedInto: 'B', alerts: [entry('c', 'C')] }),
    ]);
    for (const key of ['A', 'B', 'C']) {
      const { root, keys, alerts } = await readUnion(repository, key, NOW);
      expect([root.pk, [...keys], alerts.map(({ id }) => id)]).toEqual([
        'A',
        ['A', 'B', 'C'],
        ['a', 'b', 'c'],
      ]);
    }
  });

  it('completes a merge of which only the first half was written', async () => {
    const { repository, chart } = await repositoryOf([chartOf('A', { members: ['B'] }), chartOf('B')]);
    expect([...(await readUnion(repository, 'A', NOW)).keys]).toEqual(['A', 'B']);
    expect((await chart('B')).mergedInto).toBe('A');
  });

  it('completes what is half done in an absorbed chart before it merges it', async () => {
    const leaving = { child: 'C', parent: 'B', keys: ['C'] };
    const { repository, chart } = await repositoryOf([
      chartOf('A', { members: ['B'] }),
      chartOf('B', { members: ['C'], leaving }),
      chartOf('C', { mergedInto: 'B' }),
    ]);
    expect([...(await readUnion(repository, 'A', NOW)).keys]).toEqual(['A', 'B']);
    expect((await chart('C')).mergedInto).toBeUndefined();
  });

  it('completes all that is half done in an absorbed chart before it merges it', async () => {
    const { repository, chart } = await repositoryOf([
      chartOf('A', { members: ['B'] }),
      chartOf('B', { members: ['C', 'D'] }),
      chartOf('C'),
      chartOf('D'),
    ]);
    expect([...(await readUnion(repository, 'A', NOW)).keys]).toEqual(['A', 'B', 'C', 'D']);
    expect((await chart('D')).mergedInto).toBe('B');
  });

  it('strikes off a member that belongs to another, and no other', async () => {
    const { repository, chart } = await repositoryOf([
      chartOf('A', { members: ['C', 'D'] }),
      chartOf('B', { members: ['C'] }),
      chartOf('C', { mergedInto: 'B' }),
      chartOf('D', { mergedInto: 'A' }),
    ]);
    expect([...(await readUnion(repository, 'A', NOW)).keys]).toEqual(['A', 'D']);
    expect((await chart('A')).members).toEqual(['D']);
  });

  it('lets stand by itself whoever was struck off while being merged', async () => {
    const { repository, chart } = await repositoryOf([chartOf('A'), chartOf('B', { mergedInto: 'A' })]);
    expect([...(await readUnion(repository, 'B', NOW)).keys]).toEqual(['B']);
    expect((await chart('B')).mergedInto).toBeUndefined();
  });

  it('gives up, to be tried again, when it is changed without end', async () => {
    let refused = 0;
    const { repository } = await repositoryOf([chartOf('A', { members: ['B'] }), chartOf('B')], (table) => ({
      ...table,
      putVersion: async () => {
        refused += 1;
        return false;
      },
    }));
    await expect(readUnion(repository, 'A', NOW)).rejects.toMatchObject({ code: 'CHART_CONTENDED' });
    expect(refused).toBe(25);
  });

  it('does not merge into a root that was changed since it was read', async () => {
    const charts = [chartOf('A', { members: ['B'] }), chartOf('B')];
    const parts = await repositoryOf(charts, (table) =>
      interleaved('get', 'A', () => rewrite(table, 'A'))(table),
    );
    const root = { chart: { ...chartOf('A', { members: ['B'] }), version: 1 } };
    const read = async (key: string) => ({ chart: await parts.chart(key) });
    expect(await readTree(parts.repository, root, read)).toBe('mended');
    expect((await parts.chart('B')).mergedInto).toBeUndefined();
  });

  it('leaves alone what lies wrong below the root: the root was changed meanwhile', async () => {
    const parts = await repositoryOf([
      chartOf('A', { members: ['B'] }),
      chartOf('B', { mergedInto: 'A', members: ['C'] }),
      chartOf('C'),
    ]);
    const read = async (key: string) => ({ chart: await parts.chart(key) });
    expect(await readTree(parts.repository, await read('A'), read)).toBe('mended');
    expect((await parts.chart('C')).version).toBe(1);
  });

  it('notices at once that a member it has just merged was struck off', async () => {
    const charts = [chartOf('A', { members: ['B'] }), chartOf('B')];
    const parts = await repositoryOf(charts, (table) =>
      interleaved('putVersion', 'B', () => rewrite(table, 'A', { members: [] }))(table),
    );
    expect([...(await readUnion(parts.repository, 'A', NOW)).keys]).toEqual(['A']);
    expect((await parts.chart('B')).mergedInto).toBeUndefined();
  });

  it('knows an orphan from a member', async () => {
    const { repository, chart } = await repositoryOf([
      chartOf('A', { members: ['B'] }),
      chartOf('B', { mergedInto: 'A' }),
    ]);
    expect(await mendOrphan(repository, await chart('B'), 'A')).toBe(false);
  });
});

describe('a member that leaves', () => {
  const leaving = { child: 'C', parent: 'B', keys: ['C', 'D'] };
  const tree = [
    chartOf('A', {
      members: ['B'],
      leaving,
      alerts: [entry('a', 'A'), entry('c2', 'C', { delivery: sent })],
    }),
    chartOf('B', { mergedInto: 'A', members: ['C', 'E'], alerts: [entry('b', 'B'), entry('d', 'D')] }),
    chartOf('C', { mergedInto: 'B', members: ['D'], alerts: [entry('c1', 'C')] }),
    chartOf('D', { mergedInto: 'C' }),
    chartOf('E', { mergedInto: 'B' }),
  ];

  it('takes along what rests on its results and those below it; the others let go of that', async () => {
    const { repository, chart } = await repositoryOf(tree);
    expect([...(await readUnion(repository, 'E', NOW)).keys]).toEqual(['A', 'B', 'E']);
    expect([...(await readUnion(repository, 'D', NOW)).keys]).toEqual(['C', 'D']);
    expect([ids(await chart('A')), ids(await chart('B')), ids(await chart('C'))]).toEqual([
      ['a'],
      ['b'],
      ['c1', 'd', 'c2'],
    ]);
    expect((await chart('C')).alerts.at(-1)?.delivery).toEqual(sent);
    expect((await chart('A')).leaving).toBeUndefined();
  });

  it.each([1, 2])('is let go by whoever comes next after a stop before write %i', async (stopAt) => {
    let writes = 0;
    let stops = true;
    const { repository, chart } = await repositoryOf(tree, (table) => ({
      ...table,
      putVersion: async (...given) => {
        if (stops && writes++ === stopAt) throw new Error('stopped');
        return table.putVersion(...given);
      },
    }));
    await expect(readUnion(repository, 'A', NOW)).rejects.toThrow('stopped');
    stops = false;
    expect([...(await readUnion(repository, 'C', NOW)).keys]).toEqual(['C', 'D']);
    expect([...(await readUnion(repository, 'A', NOW)).keys]).toEqual(['A', 'B', 'E']);
    expect(ids(await chart('C'))).toEqual(['c1', 'd', 'c2']);
    expect(ids(await chart('A'))).toEqual(['a']);
  });

  it.each(['B', 'C'])('is left to the other worker who writes %s first', async (pk) => {
    const { repository, chart } = await repositoryOf(tree, (table) =>
      interleaved('putVersion', pk, () => rewrite(table, pk))(table),
    );
    await completeLeaving(repository, { ...(tree[0] ?? chartOf('A')), version: 1 }, leaving);
    expect((await chart('A')).leaving).toEqual(leaving);
    await completeLeaving(repository, await chart('A'), leaving);
    expect((await chart('A')).leaving).toBeUndefined();
  });

  it('is not taken out again by a worker who is late', async () => {
    const { repository, chart } = await repositoryOf(tree);
    const late = { ...(tree[0] ?? chartOf('A')), version: 1 };
    await completeLeaving(repository, late, leaving);
    const done = await Promise.all(['A', 'B', 'C'].map(chart));
    await completeLeaving(repository, late, leaving);
    expect(await Promise.all(['A', 'B', 'C'].map(chart))).toEqual(done);
  });

  describe('through charts in between', () => {
    const leaves = { child: 'D', parent: 'C', keys: ['D'] };
    const chain = (between: Partial<Chart> = {}) => [
      chartOf('A', { members: ['B'], leaving: leaves }),
      chartOf('B', { mergedInto: 'A', members: ['C'], ...between }),
      chartOf('C', { mergedInto: 'B', members: ['D'] }),
      chartOf('D', { mergedInto: 'C' }),
    ];

    it('changes only those that hold something of it', async () => {
      const { repository, chart } = await repositoryOf(chain());
      expect([...(await readUnion(repository, 'A', NOW)).keys]).toEqual(['A', 'B', 'C']);
      expect([(await chart('B')).version, (await chart('C')).members]).toEqual([1, []]);
      expect((await chart('A')).leaving).toBeUndefined();
    });

    it('takes its alerts out of them', async () => {
      const { repository, chart } = await repositoryOf(chain({ alerts: [entry('b', 'B'), entry('d', 'D')] }));
      await readUnion(repository, 'A', NOW);
      expect([ids(await chart('B')), ids(await chart('D'))]).toEqual([['b'], ['d']]);
    });
  });

  it('is not looked for under a parent that has left itself', async () => {
    const { repository, chart } = await repositoryOf([
      chartOf('A', { leaving }),
      chartOf('B', { members: ['C'] }),
      chartOf('C', { mergedInto: 'B' }),
    ]);
    await completeLeaving(repository, await chart('A'), leaving);
    expect((await chart('C')).mergedInto).toBe('B');
  });
});

describe('kinship', () => {
  const merge = { action: 'merge', survivor: 'A', absorbed: 'B', sentAt: NOW } as const;
  const roots = (kinship: Awaited<ReturnType<typeof readKinship>>) =>
    kinship === 'mended' ? kinship : kinship.trees.map(([{ pk }]) => pk);

  it('is read from the chart that a patient was merged into, though no message says so', async () => {
    const { repository } = await repositoryOf([
      chartOf('A', { members: ['B'] }),
      chartOf('B', { mergedInto: 'A' }),
    ]);
    expect(roots(await readKinship(repository, ['B']))).toEqual(['A']);
  });

  it('counts a root once that another worker joins to one that is read later', async () => {
    const { repository } = await repositoryOf([chartOf('A'), chartOf('B')], (table) =>
      interleaved('get', 'A', async () => {
        await rewrite(table, 'A', { members: ['B'] });
        await rewrite(table, 'B', { mergedInto: 'A' });
      })(table),
    );
    expect(roots(await readKinship(repository, ['B', 'A']))).toEqual(['A']);
  });

  it('is read again where another worker cut off a member before its tree was read: it is to be judged too', async () => {
    const charts = [chartOf('A', { members: ['B'] }), chartOf('B', { mergedInto: 'A' }), chartOf('C')];
    const { repository } = await repositoryOf(charts, (table) =>
      interleaved('get', 'C', async () => {
        await table.putVersion({ ...chartOf('B'), sk: 'CHART', version: 2 }, 1);
        await rewrite(table, 'A', { members: [] });
      })(table),
    );
    expect(await readKinship(repository, ['B', 'C', 'A'])).toBe('mended');
    expect(roots(await readKinship(repository, ['B', 'C', 'A']))).toEqual(['B', 'C', 'A']);
  });

  it('is read again once whoever was struck off stands by itself', async () => {
    const { repository, chart } = await repositoryOf([chartOf('A'), chartOf('B', { mergedInto: 'A' })]);
    expect(await readKinship(repository, ['B'])).toBe('mended');
    expect((await chart('B')).mergedInto).toBeUndefined();
    expect(roots(await readKinship(repository, ['B']))).toEqual(['B']);
  });

  it('of patients merged by a message wants the greater key joined to the smaller', async () => {
    const charts = [chartOf('A', { links: [merge] }), chartOf('B', { links: [merge] })];
    const { repository } = await repositoryOf(charts);
    for (const keys of [
      ['A', 'B'],
      ['B', 'A'],
    ]) {
      const kinship = await readKinship(repository, keys);
      expect(kinship !== 'mended' && nextChange(kinship)).toMatchObject({
        is: 'join',
        root: { pk: 'A' },
        member: 'B',
      });
    }
  });

  it('of patients told apart wants the member cut with all below it, and nobody else', async () => {
    const { repository } = await repositoryOf([
      chartOf('A', { members: ['B', 'D'], links: [{ ...merge, absorbed: 'D' }] }),
      chartOf('B', { mergedInto: 'A', members: ['C'], links: [{ ...merge, survivor: 'B', absorbed: 'C' }] }),
      chartOf('C', { mergedInto: 'B' }),
      chartOf('D', { mergedInto: 'A' }),
    ]);
    const kinship = await readKinship(repository, ['A']);
    expect(kinship !== 'mended' && nextChange(kinship)).toMatchObject({
      is: 'cut',
      leaving: { child: 'B', parent: 'A', keys: ['B', 'C'] },
    });
  });

  it('is read of a hundred patients', async () => {
    const links = Array.from({ length: 99 }, (_, index) => ({
      ...{ action: 'unlink' as const, survivor: 'A', absorbed: `P#${index}`, sentAt: NOW },
    }));
    const { repository } = await repositoryOf([chartOf('A', { links })]);
    expect(roots(await readKinship(repository, ['A']))).toHaveLength(100);
  });
});
