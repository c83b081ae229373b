import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { type DeskAction, DeskRefusedError } from '../../../shared/desk/desk-service.ts';
import { NOW } from '../chart/charts.ts';
import { albumin, total } from '../clinical/judge/patient.ts';
import { AUDITOR, BREAST, COORDINATOR, desk, LUNG, onlyAlert } from './desk.ts';

const ACTING = { do: 'acknowledge', reason: 'acting', note: 'seen on the ward' } as const;
const refusal = (reason: string) => expect.objectContaining({ name: DeskRefusedError.name, reason });

/** A patient of the lung team with one urgent alert. */
async function alerted(wrap?: Parameters<typeof desk>[0]) {
  const all = desk(wrap);
  await all.register('1');
  await all.calcium('1', '12.8');
  return { ...all, alertId: await onlyAlert(all, '1') };
}

describe('an alert at the desk', () => {
  it('is shown with all that is known of it', async () => {
    const { service, alertId } = await alerted();
    expect(await service.alert(LUNG, alertId)).toMatchObject({
      ...{ alertId, team: 'lung', patient: { authority: 'HOSP', id: '1' } },
      ...{ level: 'urgent', kind: 'alert', grade: 3, rule: 'R2', value: '12.8', unit: 'mg/dL' },
      ...{ correctedValue: '12.8', collectedAt: NOW, raisedAt: NOW, sentAt: NOW, delivery: 'sent' },
      ...{ acknowledgement: null, escalation: null, episode: 'running', version: 0, mayAct: true },
      judgement: { analyte: 'calcium-total', upperLimit: '10.5', cancer: { class: 'active' } },
      sent: [{ analyte: 'calcium-total' }, { analyte: 'albumin' }],
      ...{ others: [], audit: [], calls: [] },
    });
  });

  it('is not there for whoever may not see it, which is noted', async () => {
    const { service, alertId } = await alerted();
    expect(await service.alert(BREAST, alertId)).toBeUndefined();
    expect(await service.audit(AUDITOR, alertId)).toEqual([
      { alertId, at: NOW, by: 'sub-2', name: 'Dr Breast', action: { did: 'refused', what: 'view' } },
    ]);
  });

  it.each(['abcdefghijklmnop', ''])('of an unknown id %s is not there', async (alertId) => {
    const { service } = await alerted();
    expect(await service.alert(LUNG, alertId)).toBeUndefined();
    await expect(service.act(LUNG, alertId, ACTING, { version: 0 })).rejects.toEqual(
      refusal('no-such-alert'),
    );
    await expect(service.audit(AUDITOR, alertId)).rejects.toEqual(refusal('no-such-alert'));
  });

  it('that was put and never charted is none', async () => {
    const { service, plain } = await alerted();
    await plain.put({ pk: 'PLACE#lost', sk: 'PLACE', alertId: 'lost', where: 'P#nowhere' });
    expect(await service.alert(COORDINATOR, 'lost')).toBeUndefined();
  });

  it('that was viewed is noted with what was seen', async () => {
    const { service, alertId } = await alerted();
    await service.alert(LUNG, alertId);
    expect(await service.audit(AUDITOR, alertId)).toEqual([
      {
        ...{ alertId, at: NOW, by: 'sub-1', name: 'Dr Lung', action: { did: 'viewed' } },
        seen: { version: 0, value: '12.8', unit: 'mg/dL', correctedValue: '12.8', grade: 3, level: 'urgent' },
      },
    ]);
  });

  it('tells an auditor of its trail, the own look included, and lets them do nothing', async () => {
    const { service, alertId } = await alerted();
    await service.alert(LUNG, alertId);
    const shown = await service.alert(AUDITOR, alertId);
    expect(shown?.audit.map(({ by }) => by)).toEqual(['sub-1', 'sub-4']);
    expect(shown?.mayAct).toBe(false);
  });

  it('names the other alerts of the patient, the newest first, and the newest since', async () => {
    const all = await alerted();
    all.later(1);
    await all.calcium('1', '13.6', plusMs(NOW, HOUR_MS * 3));
    all.later(3);
    await all.calcium('1', '9.0', plusMs(NOW, 30 * HOUR_MS));
    await all.send('1', [total('13.0 mg/dL', NOW, { status: 'C', reportedAt: plusMs(NOW, DAY_MS) })]);
    const [first, second] = await all.ids('1');
    const shown = await all.service.alert(LUNG, String(first));
    expect(shown?.newer).toBe(second);
    expect(shown?.others.map(({ alertId }) => alertId)).toEqual((await all.ids('1')).slice(1).reverse());
    expect(await all.service.alert(LUNG, String(second))).not.toHaveProperty('newer');
  });

  it('names at most the fifty newest of the others', async () => {
    const all = await alerted();
    const chart = await all.chart('1');
    const [first] = chart.alerts;
    if (first === undefined) throw new Error('no alert');
    const others = Array.from({ length: 51 }, (_, index) => ({
      ...first,
      id: `other-${index}`,
      raisedAt: plusMs(NOW, ((index * 7) % 51) + 1),
    }));
    const told = all.memory.items().find(({ sk }) => sk.startsWith('ALERT#'));
    for (const { id } of others) {
      await all.plain.put({ ...told, pk: chart.pk, sk: `ALERT#${id}#${first.details}` });
    }
    await all.plain.write({ ...chart, alerts: [first, ...others] });
    const shown = await all.service.alert(LUNG, all.alertId);
    const raised = shown?.others.map(({ raisedAt }) => raisedAt - NOW);
    expect(raised).toEqual(Array.from({ length: 50 }, (_, index) => 51 - index));
  });

  it('of which the page is not known to be sent says nothing of when it was', async () => {
    const all = desk();
    Object.assign(all.parts.publisher, { publish: async () => Promise.reject(new Error('down')) });
    await all.register('1');
    await all.calcium('1', '12.8');
    expect(await all.service.alert(LUNG, await onlyAlert(all, '1'))).not.toHaveProperty('sentAt');
  });

  it('of which no corrected value is known is noted as seen without one', async () => {
    const all = desk();
    await all.register('1');
    await all.send('1', [total('12.8 mg/dL', NOW)]);
    const alertId = await onlyAlert(all, '1');
    await all.service.alert(LUNG, alertId);
    const [viewed] = await all.service.audit(AUDITOR, alertId);
    expect(Object.keys(viewed?.seen ?? {}).sort()).toEqual(['grade', 'level', 'unit', 'value', 'version']);
  });

  it('is closed once the episode of the patient has ended', async () => {
    const all = await alerted();
    await all.calcium('1', '9.5', plusMs(NOW, 24 * HOUR_MS));
    expect(await all.service.alert(LUNG, all.alertId)).toMatchObject({ episode: 'running' });
    await all.calcium('1', '9.5', plusMs(NOW, 48 * HOUR_MS));
    expect(await all.service.alert(LUNG, all.alertId)).toMatchObject({ episode: 'closed' });
  });

  it('is of no episode that opened after it', async () => {
    const all = await alerted();
    for (const [amount, day] of [
      ['9.5', 1],
      ['9.5', 3],
      ['11.0', 9],
    ] as const) {
      await all.calcium('1', amount, plusMs(NOW, day * DAY_MS));
    }
    const [first, second] = await all.ids('1');
    expect(await all.service.alert(LUNG, String(first))).toMatchObject({ episode: 'closed' });
    expect(await all.service.alert(LUNG, String(second))).toMatchObject({ episode: 'running' });
  });
});

describe('an alert that is acknowledged', () => {
  it('says by whom, when and why, and the trail says the rest', async () => {
    const { service, alertId, chart, later, now, trail } = await alerted();
    later(1);
    await service.alert(COORDINATOR, alertId);
    const shown = await service.act(LUNG, alertId, ACTING, { version: 0 });
    const acknowledgement = { state: 'acknowledged', by: 'sub-1', at: now(), reason: 'acting' };
    expect(shown).toMatchObject({ acknowledgement, version: 1, answeredBy: 'Dr Lung' });
    const [charted] = (await chart('1')).alerts;
    expect(charted).toMatchObject({ acknowledgement, answers: { count: 1, firstAt: now() } });
    expect(JSON.stringify(await chart('1'))).not.toMatch(/Dr Lung|ward/);
    expect(await trail(alertId)).toEqual([
      { did: 'viewed' },
      { did: 'acknowledged', reason: 'acting', note: 'seen on the ward' },
    ]);
  });

  it('names who gave the answer that stands, though they looked and answered before', async () => {
    const { service, alertId, later } = await alerted();
    await service.act(LUNG, alertId, ACTING, { version: 0 });
    later(1);
    const renamed = { ...LUNG, name: 'Dr Newname' };
    const shown = await service.act(renamed, alertId, { ...ACTING, reason: 'handed-over' }, { version: 1 });
    expect(shown.answeredBy).toBe('Dr Newname');
  });

  it('names nobody once a snooze is over', async () => {
    const { service, alertId, later } = await alerted();
    const snooze = { do: 'snooze', until: plusMs(NOW, HOUR_MS), note: '' } as const;
    expect(await service.act(LUNG, alertId, snooze, { version: 0 })).toMatchObject({ answeredBy: 'Dr Lung' });
    later(1);
    expect(await service.alert(LUNG, alertId)).not.toHaveProperty('answeredBy');
  });

  it('is sent no more where it was not sent', async () => {
    const all = desk();
    Object.assign(all.parts.publisher, { publish: async () => Promise.reject(new Error('down')) });
    await all.register('1');
    await all.calcium('1', '12.8');
    await all.service.act(LUNG, await onlyAlert(all, '1'), ACTING, { version: 0 });
    Object.assign(all.parts.publisher, { publish: async (page: never) => void all.pages.push(page) });
    all.later(1);
    await all.sweep();
    expect(all.pages).toEqual([]);
    expect((await all.chart('1')).alerts[0]?.delivery).toEqual({ state: 'stopped', attempts: 1 });
  });

  it('is told of in the trail before it is so in the chart', async () => {
    const order: string[] = [];
    const { service, alertId } = await alerted((table) => ({
      ...table,
      put: async (item) => {
        order.push(item.sk.slice(0, 5));
        await table.put(item);
      },
      putVersion: async (item, expected) => {
        order.push('CHART');
        return table.putVersion(item, expected);
      },
    }));
    await service.act(LUNG, alertId, ACTING, { version: 0 });
    expect(order).toEqual(['AUDIT', 'CHART']);
  });

  it('is not so where the trail cannot be written', async () => {
    const { service, alertId, chart } = await alerted((table) => ({
      ...table,
      put: async () => Promise.reject(new Error('throttled')),
    }));
    await expect(service.act(LUNG, alertId, ACTING, { version: 0 })).rejects.toThrow('throttled');
    expect((await chart('1')).alerts[0]).not.toHaveProperty('acknowledgement');
  });

  it('may be handed over, which only the trail names to whom', async () => {
    const { service, alertId, trail, chart } = await alerted();
    const action: DeskAction = { do: 'acknowledge', reason: 'handed-over', handedOverTo: 'Dr Night' };
    await service.act(COORDINATOR, alertId, action, { version: 0 });
    expect(await trail(alertId)).toEqual([
      { did: 'acknowledged', reason: 'handed-over', handedOverTo: 'Dr Night' },
    ]);
    expect(JSON.stringify(await chart('1'))).not.toContain('Dr Night');
  });

  it('is open again when it is opened again, and nobody is named any more', async () => {
    const { service, alertId, trail } = await alerted();
    await service.act(LUNG, alertId, ACTING, { version: 0 });
    const shown = await service.act(LUNG, alertId, { do: 'reopen' }, { version: 1 });
    expect(shown).toMatchObject({ acknowledgement: null, version: 2 });
    expect(shown).not.toHaveProperty('answeredBy');
    expect((await trail(alertId)).at(-1)).toEqual({ did: 'reopened' });
  });

  it('stays so with the alert when patients are merged and told apart', async () => {
    const all = await alerted();
    await all.service.act(LUNG, all.alertId, ACTING, { version: 0 });
    const link = { survivor: { authority: 'HOSP', id: '2' }, absorbed: { authority: 'HOSP', id: '1' } };
    const acknowledgement = { reason: 'acting', by: 'sub-1' };
    await all.charts.link({ action: 'merge', ...link }, all.now());
    expect(await all.service.alert(LUNG, all.alertId)).toMatchObject({ acknowledgement, version: 1 });
    await all.charts.link({ action: 'unlink', ...link }, plusMs(all.now(), 1));
    expect(await all.service.alert(LUNG, all.alertId)).toMatchObject({ acknowledgement, version: 1 });
  });
});

describe('an action', () => {
  it.each([
    ['by another team', BREAST, 'no-such-alert'],
    ['by an auditor', AUDITOR, 'not-allowed'],
  ])('%s is refused as %s, and noted', async (_, user, reason) => {
    const { service, alertId, trail, chart } = await alerted();
    await expect(service.act(user, alertId, ACTING, { version: 0 })).rejects.toEqual(refusal(reason));
    expect(await trail(alertId)).toEqual([{ did: 'refused', what: 'act' }]);
    expect((await chart('1')).alerts[0]).not.toHaveProperty('answers');
  });

  it('on what somebody has answered since it was seen is refused, and nothing is noted as done', async () => {
    const { service, alertId, trail } = await alerted();
    await service.act(LUNG, alertId, ACTING, { version: 0 });
    const second = service.act(COORDINATOR, alertId, { ...ACTING, reason: 'result-wrong' }, { version: 0 });
    await expect(second).rejects.toEqual(refusal('changed-meanwhile'));
    expect(await trail(alertId)).toHaveLength(1);
    expect(await service.alert(LUNG, alertId)).toMatchObject({ acknowledgement: { reason: 'acting' } });
  });

  it('that somebody is faster than between read and write is refused, and the trail says so', async () => {
    const faster: (() => Promise<unknown>)[] = [];
    const all = await alerted((table) => ({
      ...table,
      putVersion: async (item, expected) => {
        await faster.pop()?.();
        return table.putVersion(item, expected);
      },
    }));
    faster.push(() => all.service.act(COORDINATOR, all.alertId, ACTING, { version: 0 }));
    const slower = all.service.act(
      LUNG,
      all.alertId,
      { do: 'acknowledge', reason: 'not-my-patient' },
      { version: 0 },
    );
    await expect(slower).rejects.toEqual(refusal('changed-meanwhile'));
    expect(await all.trail(all.alertId)).toEqual([
      { did: 'acknowledged', reason: 'not-my-patient' },
      { did: 'acknowledged', reason: 'acting', note: 'seen on the ward' },
      { did: 'refused', what: 'act' },
    ]);
  });

  it('goes through although the chart was written for another reason in between', async () => {
    const others: (() => Promise<unknown>)[] = [];
    const all = await alerted((table) => ({
      ...table,
      putVersion: async (item, expected) => {
        await others.pop()?.();
        return table.putVersion(item, expected);
      },
    }));
    all.later(4);
    others.push(() => all.calcium('1', '13.8'));
    const shown = await all.service.act(LUNG, all.alertId, ACTING, { version: 0 });
    expect(shown).toMatchObject({ acknowledgement: { reason: 'acting' }, newer: (await all.ids('1'))[1] });
  });

  it.each([
    ['acknowledge', ACTING, 0],
    ['snooze', { do: 'snooze', until: 'next-result', note: 'repeat is drawn' } as const, 0],
    ['reopen', { do: 'reopen' } as const, 1],
  ])('%s that was carried out although its reply was lost is done', async (_, action, version) => {
    const losing: boolean[] = [];
    const all = await alerted((table) => ({
      ...table,
      putVersion: async (item, expected) => {
        const isWritten = await table.putVersion(item, expected);
        return losing.pop() ? false : isWritten;
      },
    }));
    if (version === 1) await all.service.act(LUNG, all.alertId, ACTING, { version: 0 });
    losing.push(true);
    const shown = await all.service.act(LUNG, all.alertId, action, { version });
    expect(shown.version).toBe(version + 1);
  });

  it('is given up where others write the chart again and again', async () => {
    const { service, alertId } = await alerted((table) => ({ ...table, putVersion: async () => false }));
    await expect(service.act(LUNG, alertId, ACTING, { version: 0 })).rejects.toMatchObject({
      code: 'CHART_CONTENDED',
      message: 'a chart was written by others again and again',
    });
  });

  it('that two others are faster than is refused', async () => {
    const faster: (() => Promise<unknown>)[] = [];
    const all = await alerted((table) => ({
      ...table,
      putVersion: async (item, expected) => {
        await faster.pop()?.();
        return table.putVersion(item, expected);
      },
    }));
    faster.push(async () => {
      await all.service.act(COORDINATOR, all.alertId, ACTING, { version: 0 });
      await all.service.act(COORDINATOR, all.alertId, { do: 'reopen' }, { version: 1 });
    });
    const slower = all.service.act(LUNG, all.alertId, ACTING, { version: 0 });
    await expect(slower).rejects.toEqual(refusal('changed-meanwhile'));
  });

  it('that the same person has given elsewhere meanwhile is refused', async () => {
    const faster: (() => Promise<unknown>)[] = [];
    const all = await alerted((table) => ({
      ...table,
      putVersion: async (item, expected) => {
        await faster.pop()?.();
        return table.putVersion(item, expected);
      },
    }));
    faster.push(async () => {
      all.later(1);
      await all.service.act(LUNG, all.alertId, ACTING, { version: 0 });
    });
    const slower = all.service.act(LUNG, all.alertId, { ...ACTING, reason: 'result-wrong' }, { version: 0 });
    await expect(slower).rejects.toEqual(refusal('changed-meanwhile'));
  });

  it('is refused as an error that is told apart by its reason alone', () => {
    expect(new DeskRefusedError('not-possible')).toMatchObject({
      ...{ name: 'DeskRefusedError', code: 'DESK_REFUSED', errorClass: 'permanent' },
      ...{ reason: 'not-possible', message: 'the desk refused: not-possible' },
    });
  });

  it('to open again what is open is not possible', async () => {
    const { service, alertId, trail } = await alerted();
    const opened = service.act(LUNG, alertId, { do: 'reopen' }, { version: 0 });
    await expect(opened).rejects.toEqual(refusal('not-possible'));
    expect(await trail(alertId)).toEqual([]);
  });
});

describe('a call that is recorded', () => {
  it('keeps how it ended, with whom, and the value that was told, and changes nothing', async () => {
    const { service, alertId, chart } = await alerted();
    const before = await chart('1');
    const call = { reached: 'confirmed', whom: 'Nurse Day', note: 'read back' } as const;
    const shown = await service.act(LUNG, alertId, { do: 'record-call', ...call }, { version: 7 });
    expect(shown.calls).toEqual([
      {
        ...{ alertId, at: NOW, by: 'sub-1', name: 'Dr Lung', action: { did: 'called', ...call } },
        seen: { version: 0, value: '12.8', unit: 'mg/dL', correctedValue: '12.8', grade: 3, level: 'urgent' },
      },
    ]);
    expect(await chart('1')).toEqual(before);
  });
});

describe('a snooze', () => {
  const until = (hours: number): DeskAction => ({
    do: 'snooze',
    until: plusMs(NOW, hours * HOUR_MS),
    note: 'fluids are running',
  });

  it('ends at its time: the alert is open again and paged as REPEAT', async () => {
    const all = await alerted();
    const shown = await all.service.act(LUNG, all.alertId, until(4), { version: 0 });
    expect(shown.acknowledgement).toEqual({
      ...{ state: 'snoozed', by: 'sub-1', at: NOW, until: plusMs(NOW, 4 * HOUR_MS), reason: 'until-time' },
    });
    all.later(4);
    expect(await all.service.alert(LUNG, all.alertId)).toMatchObject({ acknowledgement: null });
    await all.sweep();
    expect(all.pages.map(({ alertId, repeat }) => [alertId, repeat])).toEqual([
      [all.alertId, false],
      [all.alertId, true],
    ]);
    expect(await all.service.alert(LUNG, all.alertId)).toMatchObject({ acknowledgement: null, version: 2 });
    expect(await all.trail(all.alertId)).toContainEqual({
      ...{ did: 'snoozed', until: plusMs(NOW, 4 * HOUR_MS), untilNextResult: false },
      note: 'fluids are running',
    });
  });

  it.each([
    ['until now', 0],
    ['into the past', -1],
    ['for longer than a week', 7 * 24 + 1],
  ])('%s is not possible', async (_, hours) => {
    const { service, alertId } = await alerted();
    await expect(service.act(LUNG, alertId, until(hours), { version: 0 })).rejects.toEqual(
      refusal('not-possible'),
    );
  });

  it('may last for a week', async () => {
    const { service, alertId } = await alerted();
    const shown = await service.act(LUNG, alertId, until(7 * 24), { version: 0 });
    expect(shown.acknowledgement).toMatchObject({ until: plusMs(NOW, 7 * DAY_MS) });
  });

  it('until the next result ends with it, though it raises nothing, or after a week', async () => {
    const all = await alerted();
    const next: DeskAction = { do: 'snooze', until: 'next-result', note: 'repeat is drawn' };
    const shown = await all.service.act(LUNG, all.alertId, next, { version: 0 });
    expect(shown.acknowledgement).toEqual({
      ...{ state: 'snoozed', by: 'sub-1', at: NOW, reason: 'until-next-result' },
      ...{ until: plusMs(NOW, 7 * DAY_MS), untilNextResult: { after: NOW } },
    });
    await all.send('1', [albumin('39 g/L', plusMs(NOW, HOUR_MS))]);
    expect(await all.service.alert(LUNG, all.alertId)).toMatchObject({
      acknowledgement: { state: 'snoozed' },
    });
    all.later(6);
    await all.calcium('1', '12.6');
    expect(await all.service.alert(LUNG, all.alertId)).toMatchObject({ acknowledgement: null });
    await all.sweep();
    expect(all.pages.map(({ repeat }) => repeat)).toEqual([false, true]);
    expect((await all.trail(all.alertId))[0]).toEqual({
      ...{ did: 'snoozed', until: plusMs(NOW, 7 * DAY_MS), untilNextResult: true, note: 'repeat is drawn' },
    });
  });

  it('until a time reads nothing of the patient again', async () => {
    const read: string[] = [];
    const all = await alerted((table) => ({
      ...table,
      query: async (pk, from, to) => {
        read.push(from);
        return table.query(pk, from, to);
      },
    }));
    await all.service.act(LUNG, all.alertId, until(4), { version: 0 });
    expect(read.filter((from) => from === 'CHART')).toHaveLength(2);
  });

  it('until the next result is over at once where one came between the read and the write', async () => {
    const results: (() => Promise<unknown>)[] = [];
    const all = await alerted((table) => ({
      ...table,
      put: async (item) => {
        await table.put(item);
        await results.pop()?.();
      },
    }));
    results.push(() => all.calcium('1', '12.6', plusMs(NOW, HOUR_MS)));
    const shown = await all.service.act(
      LUNG,
      all.alertId,
      { do: 'snooze', until: 'next-result', note: 'repeat is drawn' },
      { version: 0 },
    );
    expect(shown).toMatchObject({ acknowledgement: null, version: 2 });
  });

  it('of an alert whose results have all expired ends with any result collected after its own', async () => {
    const all = await alerted();
    all.later(500 * 24);
    const shown = await all.service.act(
      LUNG,
      all.alertId,
      { do: 'snooze', until: 'next-result', note: 'seen in clinic' },
      { version: 0 },
    );
    expect(shown.acknowledgement).toMatchObject({ untilNextResult: { after: NOW } });
  });
});

describe('the audit trail', () => {
  it.each([
    [LUNG, 'not-allowed'],
    [BREAST, 'no-such-alert'],
    [COORDINATOR, 'not-allowed'],
  ])('is for auditors alone, and who else asks is in it', async (user, reason) => {
    const { service, alertId, trail } = await alerted();
    await expect(service.audit(user, alertId)).rejects.toEqual(refusal(reason));
    expect(await trail(alertId)).toEqual([{ did: 'refused', what: 'audit' }]);
  });

  it('keeps apart what is noted at one instant, and alerts of one patient', async () => {
    const all = await alerted();
    await all.calcium('1', '13.6', plusMs(NOW, HOUR_MS * 3));
    const [first = '', second = ''] = await all.ids('1');
    for (const alertId of [first, first, second]) await all.service.alert(LUNG, alertId);
    expect([await all.trail(first), await all.trail(second)].map(({ length }) => length)).toEqual([2, 1]);
  });
});
