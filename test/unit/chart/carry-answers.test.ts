import { describe, expect, it } from 'vitest';
import { answered, openedAgain } from '../../../shared/chart/answer.ts';
import { carryAnswers } from '../../../shared/chart/carry-answers.ts';
import { changeEntry } from '../../../shared/chart/change-entry.ts';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import { completeLeaving } from '../../../shared/chart/leaving.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { readUnion } from '../../../shared/chart/union.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { acknowledged, chartOf, entry, NOW, repositoryOf, sent, snoozed } from './charts.ts';

const OPEN = entry('c', 'C', { delivery: sent });
const by = (user: string, ms: number) => acknowledged({ by: user, at: plusMs(NOW, ms) });
const once = answered(OPEN, by('first', 1));
const twice = answered(once, by('second', 2));

/** What lies with the member after what was left above it has been carried there. */
async function carried(taken: ChartEntry, left: ChartEntry) {
  const { repository, chart } = await repositoryOf([
    chartOf('C', { alerts: [entry('other', 'C'), taken] }),
    chartOf('A', { alerts: [left] }),
  ]);
  expect(await carryAnswers(repository, await chart('A'), { keys: ['C'] })).toBe(true);
  const { alerts, version } = await chart('C');
  expect(alerts[0]).toEqual(entry('other', 'C'));
  return { alert: alerts[1], version };
}

describe('what was answered above a member that takes its alerts along', () => {
  it('is answered with the member, the delivery as it was left', async () => {
    const left = answered(entry('c', 'C'), acknowledged());
    expect((await carried(entry('c', 'C'), left)).alert).toEqual(left);
  });

  it.each([
    ['more often above', once, twice, twice, 2],
    ['more often with the member', twice, once, twice, 1],
    ['alike', once, once, once, 1],
    ['never', OPEN, OPEN, OPEN, 1],
  ])('counts as it was answered %s', async (_, taken, left, then, version) => {
    expect(await carried(taken, left)).toEqual({ alert: then, version });
  });

  const opened = openedAgain(once, plusMs(NOW, 5));
  const later = answered(once, by('third', 3));
  it.each([
    ['the later answer', twice, later, later],
    ['the later answer, with the member', later, twice, later],
    [
      'the later answer of the same person',
      twice,
      answered(once, by('second', 9)),
      answered(once, by('second', 9)),
    ],
    ['what is open', opened, later, opened],
    ['what is open, above', later, opened, opened],
    ['the same instant of another: that with the member', answered(once, by('fourth', 2)), twice, undefined],
  ])('and apart from it with the member: %s counts, as one more', async (_, taken, left, then) => {
    const { alert } = await carried(taken, left);
    expect(alert).toEqual({ ...(then ?? taken), answers: { count: 3, firstAt: plusMs(NOW, 1) } });
  });

  it('is open with both: nothing is to be carried', async () => {
    expect((await carried(opened, openedAgain(once, plusMs(NOW, 9)))).version).toBe(1);
  });

  it('is not looked for where another patient is concerned, or nobody has answered', async () => {
    const { repository, chart } = await repositoryOf([chartOf('A', { alerts: [twice, OPEN] })]);
    const reads: string[] = [];
    const watched = {
      ...repository,
      chart: async (pk: string) => {
        reads.push(pk);
        return chart(pk);
      },
    };
    await carryAnswers(watched, chartOf('A', { alerts: [twice] }), { keys: ['D'] });
    await carryAnswers(watched, chartOf('A', { alerts: [OPEN] }), { keys: ['C'] });
    expect(reads).toEqual([]);
  });

  it('is not carried where others write the chart again and again', async () => {
    const { repository } = await repositoryOf([chartOf('C', { alerts: [OPEN] })], (table) => ({
      ...table,
      putVersion: async () => false,
    }));
    expect(await carryAnswers(repository, { alerts: [once] }, { keys: ['C'] })).toBe(false);
  });
});

describe('an answer while a member takes its alerts along', () => {
  const tree = [
    chartOf('A', { members: ['C'], leaving: { child: 'C', parent: 'A', keys: ['C'] }, alerts: [OPEN] }),
    chartOf('C', { mergedInto: 'A' }),
  ];

  /** Somebody answers between the write of the member and that of the chart above it. */
  const answeringIn = (chartKey: string) => (table: Table) => {
    let left = 1;
    return {
      ...table,
      putVersion: async (...given: Parameters<Table['putVersion']>) => {
        const [item] = given;
        if (item.pk === chartKey && left-- > 0) {
          const stored = await table.get('A', 'CHART');
          const version = Number(stored?.version);
          await table.putVersion(
            { ...stored, pk: 'A', sk: 'CHART', alerts: [once], version: version + 1 },
            version,
          );
        }
        return table.putVersion(...given);
      },
    };
  };

  it.each(['A', 'C'])('is kept when it comes just before %s is written', async (pk) => {
    const { repository, chart } = await repositoryOf(tree, answeringIn(pk));
    await readUnion(repository, 'A', NOW);
    expect((await chart('A')).alerts).toEqual([]);
    expect((await chart('C')).alerts).toEqual([once]);
  });

  it('is let go, there and above, only once it is carried', async () => {
    const leaving = { child: 'C', parent: 'B', keys: ['C'] };
    const { repository, chart } = await repositoryOf(
      [
        chartOf('A', { members: ['B'], leaving }),
        chartOf('B', { mergedInto: 'A', members: ['C'], alerts: [once] }),
        chartOf('C', { alerts: [OPEN] }),
      ],
      (table) => ({
        ...table,
        putVersion: async (item, expected) => item.pk !== 'C' && table.putVersion(item, expected),
      }),
    );
    await completeLeaving(repository, await chart('A'), leaving);
    expect((await chart('B')).alerts).toEqual([once]);
    expect((await chart('A')).leaving).toEqual(leaving);
  });

  it('is given where the alert lies by now', async () => {
    const { repository, chart } = await repositoryOf(tree);
    await readUnion(repository, 'A', NOW);
    await changeEntry(repository, OPEN, (alert) => answered(alert, snoozed(5)));
    expect((await chart('C')).alerts).toMatchObject([{ acknowledgement: { state: 'snoozed' } }]);
  });
});
