import { describe, expect, it } from 'vitest';
import { noteRegistered } from '../../../shared/chart/registered-patients.ts';
import { DAY_MS, type EpochMs, isoInstant, MINUTE_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { type DeskAction, DeskRefusedError } from '../../../shared/desk/desk-service.ts';
import { NOW } from '../chart/charts.ts';
import { total } from '../clinical/judge/patient.ts';
import { AUDITOR, BREAST, COORDINATOR, desk, LUNG } from './desk.ts';

const YEAR = { from: plusMs(NOW, -DAY_MS), to: plusMs(NOW, 365 * DAY_MS) };
const MINUTE_OF_HOURS = 1 / 60;

type Desk = ReturnType<typeof desk>;

/** An alert of a new patient, answered after so many minutes, and the time as it was. */
async function answeredAfter(all: Desk, id: string, amount: string, minutes: number, action: DeskAction) {
  await all.register(id);
  await all.calcium(id, amount);
  all.later(minutes * MINUTE_OF_HOURS);
  await all.service.act(LUNG, String((await all.ids(id))[0]), action, { version: 0 });
  all.later(-minutes * MINUTE_OF_HOURS);
}

const acknowledge = (reason: Extract<DeskAction, { do: 'acknowledge' }>['reason']): DeskAction => ({
  do: 'acknowledge',
  reason,
});

describe('the report of a team', () => {
  it('counts the alerts of a level, how many were answered, in time, and how soon', async () => {
    const all = desk();
    for (const [index, minutes] of [1, 2, 3, 15, 16].entries()) {
      await answeredAfter(all, `${index}`, '13.8', minutes, acknowledge('acting'));
    }
    await all.register('unanswered');
    await all.calcium('unanswered', '13.8');
    await answeredAfter(all, 'urgent 1', '12.8', 30, acknowledge('result-wrong'));
    await answeredAfter(all, 'urgent 2', '12.8', 31, acknowledge('handed-over'));
    expect(await all.service.report(COORDINATOR, 'lung', YEAR)).toMatchObject({
      ...{ team: 'lung', ...YEAR, alerts: 8, answered: 7, actedOn: 6, truncated: false },
      levels: [
        { level: 'critical', alerts: 6, answered: 5, inTime: 4, medianMs: 180_000, p90Ms: 960_000 },
        { level: 'urgent', alerts: 2, answered: 2, inTime: 1, medianMs: 30 * MINUTE_MS },
        { level: 'routine', alerts: 0, answered: 0, inTime: 0 },
        { level: 'worklist', alerts: 0, answered: 0 },
      ],
    });
  });

  it('has a routine alert answered in time until the next working day ends', async () => {
    const all = desk();
    await answeredAfter(all, '1', '11.0', 29 * 60, acknowledge('acting'));
    await answeredAfter(all, '2', '11.0', 29 * 60 + 1, acknowledge('acting'));
    const { levels } = await all.service.report(COORDINATOR, 'lung', YEAR);
    expect(levels[2]).toMatchObject({ level: 'routine', answered: 2, inTime: 1 });
  });

  it.each([
    ['working days', '11.0', 29, { level: 'routine', answered: 1, inTime: 0 }],
    ['minutes', '13.8', 10 * MINUTE_OF_HOURS, { level: 'critical', answered: 1, inTime: 1 }],
    ['minutes', '13.8', 11 * MINUTE_OF_HOURS, { level: 'critical', answered: 1, inTime: 0 }],
  ])('goes by the %s of the team, where it has its own (%#)', async (_, amount, hours, level) => {
    const all = desk();
    await all.register('1', 'breast');
    await all.calcium('1', amount);
    all.later(hours);
    await all.service.act(BREAST, String((await all.ids('1'))[0]), acknowledge('acting'), { version: 0 });
    const { levels } = await all.service.report(COORDINATOR, 'breast', YEAR);
    expect(levels.filter(({ alerts }) => alerts > 0)).toMatchObject([level]);
  });

  it('has no entry of the worklist in time, nor late', async () => {
    const { levels } = await desk().service.report(COORDINATOR, 'lung', YEAR);
    expect(levels[3]).not.toHaveProperty('inTime');
  });

  it('counts alerts against the registered patients of the team, as they were counted last', async () => {
    const all = desk();
    for (const id of ['1', '2', '3']) {
      await all.register(id);
      await all.calcium(id, '12.8');
    }
    await noteRegistered(all.memory.table, 'lung', 412, NOW);
    await noteRegistered(all.memory.table, 'breast', 7, NOW);
    expect(await all.service.report(COORDINATOR, 'lung', YEAR)).toMatchObject({
      registered: { patients: 412, countedAt: NOW },
      alertsPer100Patients: '0.7',
    });
  });

  it.each([
    ['nobody has counted yet', undefined],
    ['the team has none registered', 0],
  ])('says nothing for each 100 patients where %s', async (_, counted) => {
    const all = desk();
    if (counted !== undefined) await noteRegistered(all.memory.table, 'lung', counted, NOW);
    expect(await all.service.report(COORDINATOR, 'lung', YEAR)).not.toHaveProperty('alertsPer100Patients');
  });

  it('goes by the first answer, whatever became of it', async () => {
    const all = desk();
    await answeredAfter(all, '1', '13.8', 10, acknowledge('acting'));
    const alertId = String((await all.ids('1'))[0]);
    all.later(100);
    await all.service.act(LUNG, alertId, { do: 'reopen' }, { version: 1 });
    const report = await all.service.report(COORDINATOR, 'lung', YEAR);
    expect(report).toMatchObject({
      answered: 1,
      actedOn: 0,
      levels: [{ medianMs: 10 * MINUTE_MS }, {}, {}, {}],
    });
  });

  it('counts patients once, under whatever identifier, and what was suppressed, corrected and retracted', async () => {
    const all = desk();
    for (const id of ['1', '2', '3']) await all.register(id);
    await all.calcium('1', '12.8');
    await all.calcium('1', '12.7', plusMs(NOW, 5 * 60 * MINUTE_MS));
    await all.calcium('2', '13.8', plusMs(NOW, 10 * 60 * MINUTE_MS));
    await all.calcium('3', '12.8');
    const version = { reportedAt: plusMs(NOW, DAY_MS) };
    await all.send('3', [total('12.8 mg/dL', NOW, { ...version, status: 'W' })]);
    await all.calcium('4', '12.8');
    await all.register('4');
    await all.calcium('4', '12.8', plusMs(NOW, MINUTE_MS));
    await all.send('4', [total('11.0 mg/dL', NOW, { ...version, status: 'C' })]);
    await all.send('4', [total('11.0 mg/dL', plusMs(NOW, MINUTE_MS), { ...version, status: 'C' })]);
    await all.charts.link(
      {
        action: 'merge',
        survivor: { authority: 'HOSP', id: '2' },
        absorbed: { authority: 'HOSP', id: '1' },
      },
      NOW,
    );
    const report = await all.service.report(AUDITOR, 'lung', YEAR);
    expect(report).toMatchObject({
      ...{ alerts: 4, patients: 3, suppressed: 1, corrected: 1, retracted: 1 },
    });
  });

  it('is of what was raised from the first instant up to, not including, the last', async () => {
    const all = desk();
    for (const id of ['1', '2', '3']) {
      await all.register(id);
      await all.calcium(id, '12.8');
      all.later(1);
    }
    const hour = (count: number) => plusMs(NOW, count * 60 * MINUTE_MS);
    const alerts = async (from: number, to: number) =>
      (await all.service.report(COORDINATOR, 'lung', { from: hour(from), to: hour(to) })).alerts;
    expect([await alerts(0, 2), await alerts(1, 2), await alerts(3, 4)]).toEqual([2, 1, 0]);
  });

  it('names no time where nothing was answered', async () => {
    const report = await desk().service.report(COORDINATOR, 'lung', YEAR);
    expect(report).toMatchObject({ alerts: 0, patients: 0, suppressed: 0 });
    expect(report.levels[0]).not.toHaveProperty('medianMs');
  });

  it('counts what was suppressed in the period alone', async () => {
    const all = desk();
    await all.register('1');
    await all.calcium('1', '12.8');
    await all.calcium('1', '12.7', plusMs(NOW, 5 * 60 * MINUTE_MS));
    await all.calcium('1', '13.8', plusMs(NOW, 10 * 60 * MINUTE_MS));
    const at = plusMs(NOW, 5 * 60 * MINUTE_MS);
    const between = async (from: EpochMs, to: EpochMs) =>
      (await all.service.report(COORDINATOR, 'lung', { from, to })).suppressed;
    expect(await between(YEAR.from, at)).toBe(0);
    expect(await between(YEAR.from, plusMs(at, 1))).toBe(1);
  });

  it('counts what was acted on, not what was answered otherwise', async () => {
    const all = desk();
    for (const reason of [
      'acting',
      'already-treated',
      'handed-over',
      'not-my-patient',
      'result-wrong',
    ] as const)
      await answeredAfter(all, reason, '13.8', 1, acknowledge(reason));
    await answeredAfter(all, 'snoozed', '13.8', 1, { do: 'snooze', until: 'next-result', note: '' });
    expect(await all.service.report(COORDINATOR, 'lung', YEAR)).toMatchObject({ answered: 6, actedOn: 2 });
  });

  it('reads of many patients each once, and counts each', async () => {
    const all = desk();
    for (let index = 0; index < 25; index += 1) {
      await all.register(`${index}`);
      await all.calcium(`${index}`, '12.8');
    }
    expect(await all.service.report(COORDINATOR, 'lung', YEAR)).toMatchObject({ alerts: 25, patients: 25 });
  });

  it.each([
    [1_999, false],
    [2_000, true],
  ])('of %i lines says whether there were more than it counts: %s', async (lines, truncated) => {
    const all = desk();
    for (let line = 0; line < lines; line += 1) {
      const sk = `RAISED#${isoInstant(plusMs(NOW, line))}#a${line}`;
      await all.plain.put({ pk: 'TEAM#lung', sk, alertId: `a${line}`, where: 'P#none', details: 'none' });
    }
    expect(await all.service.report(COORDINATOR, 'lung', YEAR)).toMatchObject({ alerts: 0, truncated });
  });

  it('is not for clinicians', async () => {
    await expect(desk().service.report(LUNG, 'lung', YEAR)).rejects.toEqual(
      expect.objectContaining({ name: DeskRefusedError.name, reason: 'not-allowed' }),
    );
  });

  it('of a team that is configured no more still counts what is listed under it', async () => {
    const all = desk();
    expect(await all.service.report(COORDINATOR, 'gone', YEAR)).toMatchObject({ alerts: 0 });
  });
});
