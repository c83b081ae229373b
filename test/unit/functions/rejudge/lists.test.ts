import { describe, expect, it } from 'vitest';
import type { PatientKey } from '../../../../shared/chart/chart-service.ts';
import { registeredPatients } from '../../../../shared/chart/registered-patients.ts';
import { createReview } from '../../../../shared/chart/review.ts';
import type { Table } from '../../../../shared/chart/table.ts';
import { createTeamOfPatient } from '../../../../shared/chart/team-of-patient.ts';
import { keys } from '../../chart/charts.ts';
import { COORDINATOR, desk, ROUTING } from '../../desk/desk.ts';
import { houseOf } from './house.ts';

type Desk = ReturnType<typeof desk>;

const keyOf = (id: string) => keys.patientKey({ authority: 'HOSP', id });

/** The re-judge over the table of a desk, with these patients on its pages. */
const rejudgeOf = (all: Desk, pages: readonly (readonly PatientKey[])[], table: Partial<Table> = {}) =>
  houseOf(pages, undefined, {
    table: { ...all.memory.table, ...table },
    reviewBy: (policySince) => createReview({ ...all.parts, policySince }),
    judge: all.charts.judge,
    teamOf: createTeamOfPatient({ ...ROUTING, feeds: [] }),
    routing: ROUTING,
    clock: all.clock,
  });

/** As a release that knew no lists would have raised alerts. */
const withoutLists = (table: Table): Table => ({
  ...table,
  put: async (item) => (/^(TEAM|PLACE)#/.test(item.pk) ? undefined : table.put(item)),
});

async function beforeLists() {
  const all = desk(undefined, withoutLists);
  for (const [id, team] of [
    ['1', 'lung'],
    ['2', 'gone'],
  ] as const) {
    await all.register(id, team);
    await all.calcium(id, '12.8');
    all.later(1);
  }
  const [[first = ''], [second = '']] = [await all.ids('1'), await all.ids('2')];
  const shown = async () =>
    (await all.service.listAlerts(COORDINATOR, { which: 'all' })).alerts.map(({ alertId, team }) => [
      alertId,
      team,
    ]);
  const listed = [
    [second, 'fallback'],
    [first, 'lung'],
  ];
  return { all, first, shown, listed };
}

describe('an alert of before there were lists', () => {
  it('is put into its own by the re-judge of the night, and found from then on', async () => {
    const { all, first, shown, listed } = await beforeLists();
    const { run, measured } = rejudgeOf(all, [[keyOf('1'), keyOf('2')]]);
    expect([await shown(), await all.service.alert(COORDINATOR, first)]).toEqual([[], undefined]);

    await run();

    expect(await shown()).toEqual(listed);
    expect(await all.service.alert(COORDINATOR, first)).toMatchObject({ alertId: first });
    expect(measured('night-rejudged')).toMatchObject([{ listed: 2 }]);
  });

  it('is put there once, by a command too, and by no dry run', async () => {
    const { all, shown, listed } = await beforeLists();
    const { run } = rejudgeOf(all, [[keyOf('1')], [keyOf('2')]]);
    const listedBy = async (dryRun: boolean) => (await run({ command: { dryRun } }))?.tally.listed;

    expect([await listedBy(true), await shown()]).toEqual([0, []]);
    expect([await listedBy(false), await shown()]).toEqual([2, listed]);
    const items = all.memory.items().length;
    expect([await listedBy(false), all.memory.items().length]).toEqual([0, items]);
  });

  it('is put there by the next run where one was stopped between the line and the place', async () => {
    const { all, first, shown } = await beforeLists();
    const put: Table['put'] = async (item) => {
      if (item.pk.startsWith('PLACE#')) throw new Error('stopped');
      return all.memory.table.put(item);
    };
    const stopped = rejudgeOf(all, [[keyOf('1')]], { put });
    expect(await stopped.run({ command: { dryRun: false } })).toMatchObject({ tally: { failed: 1 } });
    expect(await all.service.alert(COORDINATOR, first)).toBeUndefined();

    await rejudgeOf(all, [[keyOf('1')]]).run();

    expect(await shown()).toEqual([[first, 'lung']]);
    expect(await all.service.alert(COORDINATOR, first)).toMatchObject({ alertId: first });
  });
});

describe('the registered patients of a team', () => {
  const counted = async (all: Desk) =>
    Promise.all(
      ['lung', 'breast', 'fallback'].map(
        async (team) => (await registeredPatients(all.memory.table, team))?.patients,
      ),
    );

  it('are counted by the re-judge of the night: each once, without those whose cancer is not known', async () => {
    const all = desk();
    for (const id of ['1', '2', '3']) await all.register(id);
    await all.register('4', 'gone');
    await all.calcium('5', '12.8');
    const of = (...ids: readonly string[]) => ids.map(keyOf);
    const { run } = rejudgeOf(all, [of('1', '2'), of('2'), [], of('2', '3'), of('4', '5')]);

    await run();

    expect(await counted(all)).toEqual([3, 0, 1]);
    expect(await registeredPatients(all.memory.table, 'lung')).toMatchObject({ countedAt: all.now() });
  });

  it('are one under several identifiers', async () => {
    const all = desk();
    for (const id of ['1', '2']) await all.register(id);
    const [survivor, absorbed] = ['1', '2'].map((id) => ({ authority: 'HOSP', id }));
    if (survivor && absorbed) await all.charts.link({ action: 'merge', survivor, absorbed }, all.now());

    await rejudgeOf(all, [[keyOf('1'), keyOf('2')]]).run();

    expect(await counted(all)).toEqual([1, 0, 0]);
  });

  it('are those of now: the next night counts anew', async () => {
    const all = desk();
    await all.register('1');
    await rejudgeOf(all, [[keyOf('1')]]).run();
    all.later(24);
    await all.register('2');

    await rejudgeOf(all, [[keyOf('1'), keyOf('2')]]).run();

    expect(await counted(all)).toEqual([2, 0, 0]);
  });

  it('are not counted by a command', async () => {
    const all = desk();
    await all.register('1');

    await rejudgeOf(all, [[keyOf('1')]]).run({ command: { dryRun: false } });

    expect(await counted(all)).toEqual([undefined, undefined, undefined]);
  });
});
