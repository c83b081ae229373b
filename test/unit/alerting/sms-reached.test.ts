import { describe, expect, it } from 'vitest';
import type { OperationsNotice } from '../../../shared/alerting/publisher.ts';
import { createKeepPage, type HandedOver, type SmsOutcome } from '../../../shared/alerting/sms-outcome.ts';
import { createSmsReached } from '../../../shared/alerting/sms-reached.ts';
import { createSweep } from '../../../shared/alerting/sweep.ts';
import { advanced } from '../../../shared/chart/escalation.ts';
import type { Table } from '../../../shared/chart/table.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { acknowledged, chartOf, entry, NOW, sent } from '../chart/charts.ts';
import { at, escalation as startedEscalation } from '../chart/escalations.ts';
import { partsOf } from '../chart/services.ts';
import { silentTelemetry, type Told } from '../functions/silent-telemetry.ts';

const TEAMS: Config['teams'] = [
  {
    id: 'lung',
    name: 'Lung',
    contacts: [
      { protocol: 'sms', to: '+12025550100' },
      { protocol: 'sms', to: '+12025550100', levels: ['critical'] },
      { protocol: 'email', to: 'x@example.org' },
      { protocol: 'sms', to: '+12025550101', step: 'consultant' },
      { protocol: 'sms', to: '+12025550102', step: 'consultant' },
      { protocol: 'sms', to: '+12025550103', person: 'anna' },
      { protocol: 'email', to: 'manager@example.org', step: 'duty-manager' },
    ],
  },
];
const PAGE: HandedOver = {
  ...{ messageId: 'm1', where: 'P', alertId: 'alert-1', team: 'lung', level: 'critical' },
  ...{ step: 1, contacts: ['first'] },
};
const outcome = (
  eventId: string,
  status: SmsOutcome['status'],
  more: Partial<SmsOutcome> = {},
): SmsOutcome => ({
  ...{
    messageId: 'm1',
    eventId,
    status,
    reason: status === 'failed' ? 'phone-unreachable' : 'delivered',
    at: NOW,
  },
  ...more,
});

async function paged(wrap: (table: Table) => Table = (same) => same) {
  const all = partsOf({ wrap });
  const { parts, plain } = all;
  const told: Told[] = [];
  const notices: OperationsNotice[] = [];
  const telemetry = silentTelemetry(told);
  const table = parts.table as Table;
  const keepPage = createKeepPage({ table, teams: TEAMS, clock: parts.clock, telemetry });
  await plain.write(chartOf('P', { alerts: [entry('alert-1', 'P', { delivery: sent })] }));
  const smsReached = createSmsReached({
    ...{ table, repository: parts.repository, clock: parts.clock, telemetry },
    operations: { tell: async (notice) => void notices.push(notice) },
  });
  const delivery = async () => (await plain.chart('P')).alerts[0]?.delivery;
  return { ...all, table, keepPage, smsReached, told, notices, delivery };
}

describe('what became of the SMS of a page', () => {
  it('is kept beside the alert and counted in its delivery', async () => {
    const { keepPage, smsReached, told, table, delivery, notices } = await paged();
    await keepPage(PAGE);

    await smsReached(outcome('e1', 'delivered'));
    await smsReached(outcome('e2', 'failed'));

    expect(told.map(({ event, fields }) => [event, fields.reason])).toEqual([
      ['SmsDelivered', undefined],
      ['SmsFailed', 'phone-unreachable'],
    ]);
    const kept = await table.query('P', 'PAGED#', 'PAGED#~');
    expect(kept.map(({ sk, status }) => [sk, status])).toEqual([
      ['PAGED#alert-1#m1#e1', 'delivered'],
      ['PAGED#alert-1#m1#e2', 'failed'],
    ]);
    expect(await delivery()).toEqual({ ...sent, sms: { delivered: 1, failed: 1 } });
    expect(notices).toEqual([]);
  });

  it('of a later step is awaited of the contacts whom that step pages', async () => {
    const { keepPage, table } = await paged();
    await keepPage({ ...PAGE, step: 2, contacts: ['consultant', 'person:anna'] });
    expect(await table.get('PAGE#m1', 'PAGE')).toMatchObject({ sms: 3, step: 2 });
    await keepPage({ ...PAGE, messageId: 'm2', step: 3, contacts: ['duty-manager'] });
    expect(await table.get('PAGE#m2', 'PAGE')).toBeUndefined();
  });

  it('of an earlier step says nothing of the step that has been paged since', async () => {
    const { keepPage, smsReached, plain, delivery } = await paged();
    await keepPage(PAGE);
    const escalation = advanced(startedEscalation(), at(15));
    await plain.write({
      ...(await plain.chart('P')),
      alerts: [entry('alert-1', 'P', { delivery: sent, escalation })],
    });

    for (const event of ['e1', 'e2']) await smsReached(outcome(event, 'failed'));
    expect(await delivery()).toEqual(sent);

    await keepPage({ ...PAGE, messageId: 'm2', step: 2 });
    for (const event of ['e3', 'e4']) await smsReached(outcome(event, 'failed', { messageId: 'm2' }));
    expect(await delivery()).toMatchObject({ state: 'claimed', token: 'sms-failed' });
  });

  it('has the sweep send the page again where every SMS failed, and tells operations, without a word of the patient', async () => {
    const { keepPage, smsReached, parts, pages, notices, delivery, told } = await paged();
    await keepPage(PAGE);

    await smsReached(outcome('e1', 'failed'));
    expect(await delivery()).toEqual({ ...sent, sms: { delivered: 0, failed: 1 } });
    await smsReached(outcome('e2', 'failed'));

    expect(await delivery()).toEqual({
      ...{ state: 'claimed', token: 'sms-failed', until: NOW, attempts: 1 },
      lastError: 'SmsReachedNobody',
    });
    expect(notices).toEqual([
      {
        code: 'SMS_REACHED_NOBODY',
        subject: 'lung critical ref ALERT-1',
        text: expect.stringMatching(/it is sent again 2 times at most\. Telephone the team/),
      },
    ]);
    expect(told.map(({ event }) => event)).toContain('PagesReachedNobodyBySms');
    expect(await createSweep(parts)()).toMatchObject({ delivered: 1 });
    expect(pages).toEqual([expect.objectContaining({ alertId: 'alert-1', repeat: true })]);
  });

  it('counts for each alert that the page stands for, and has each sent again where every SMS failed', async () => {
    const { keepPage, smsReached, plain, parts, pages } = await paged();
    await plain.write(chartOf('Q', { alerts: [entry('alert-2', 'Q', { delivery: sent })] }));
    const deliveries = async () =>
      Promise.all(['P', 'Q'].map(async (pk) => (await plain.chart(pk)).alerts[0]?.delivery));
    await keepPage({ ...PAGE, others: [{ alertId: 'alert-2', where: 'Q' }] });

    await smsReached(outcome('e1', 'failed'));
    expect(await deliveries()).toEqual(Array(2).fill({ ...sent, sms: { delivered: 0, failed: 1 } }));
    await smsReached(outcome('e2', 'failed'));

    expect((await deliveries()).map((delivery) => delivery?.state)).toEqual(['claimed', 'claimed']);
    expect(await createSweep(parts)()).toMatchObject({ delivered: 2 });
    expect(pages.map(({ alertId, repeat }) => [alertId, repeat])).toEqual([
      ['alert-1', true],
      ['alert-2', true],
    ]);
  });

  it('is noted once when its log event comes twice', async () => {
    const { keepPage, smsReached, delivery, plain } = await paged();
    await keepPage(PAGE);

    await smsReached(outcome('e1', 'failed'));
    const { version } = await plain.chart('P');
    await smsReached(outcome('e1', 'failed'));

    expect(await delivery()).toEqual({ ...sent, sms: { delivered: 0, failed: 1 } });
    expect((await plain.chart('P')).version).toBe(version);
  });

  it('sends nothing again where one of its SMS was delivered, however many failed', async () => {
    const { keepPage, smsReached, delivery, notices } = await paged();
    await keepPage(PAGE);

    await smsReached(outcome('e1', 'delivered'));
    for (const eventId of ['e2', 'e3']) await smsReached(outcome(eventId, 'failed'));

    expect(await delivery()).toEqual({ ...sent, sms: { delivered: 1, failed: 2 } });
    expect(notices).toEqual([]);
  });

  it('reopens a page once, however often its last log event comes', async () => {
    const { keepPage, smsReached, parts, notices, delivery } = await paged();
    await keepPage(PAGE);
    for (const eventId of ['e1', 'e2']) await smsReached(outcome(eventId, 'failed'));
    await createSweep(parts)();

    await smsReached(outcome('e2', 'failed'));

    expect(await delivery()).toMatchObject({ state: 'sent', attempts: 2 });
    expect(notices).toHaveLength(1);
  });

  it('leaves to people an alert that was sent three times', async () => {
    const { keepPage, smsReached, plain, notices, delivery } = await paged();
    const thrice = { ...sent, attempts: 3 };
    await plain.write({ ...(await plain.chart('P')), alerts: [entry('alert-1', 'P', { delivery: thrice })] });
    await keepPage(PAGE);

    for (const eventId of ['e1', 'e2']) await smsReached(outcome(eventId, 'failed'));

    expect(await delivery()).toEqual({ ...thrice, sms: { delivered: 0, failed: 2 } });
    expect(notices).toHaveLength(1);
  });

  it('sends nothing again of an alert that somebody has answered', async () => {
    const { keepPage, smsReached, plain, delivery } = await paged();
    const answer = { delivery: sent, acknowledgement: acknowledged() };
    await plain.write({ ...(await plain.chart('P')), alerts: [entry('alert-1', 'P', answer)] });
    await keepPage(PAGE);

    for (const eventId of ['e1', 'e2']) await smsReached(outcome(eventId, 'failed'));

    expect(await delivery()).toEqual({ ...sent, sms: { delivered: 0, failed: 2 } });
  });

  it('is not counted where the alert is being sent once more', async () => {
    const { keepPage, smsReached, plain, delivery } = await paged();
    const again = { state: 'claimed', token: 'sweep', until: NOW, attempts: 2 } as const;
    await plain.write({ ...(await plain.chart('P')), alerts: [entry('alert-1', 'P', { delivery: again })] });
    await keepPage(PAGE);

    await smsReached(outcome('e0', 'delivered'));

    expect(await delivery()).toEqual(again);
  });

  it('reopens nothing where the alert is being sent once more', async () => {
    const { keepPage, smsReached, plain, delivery } = await paged();
    const again = { state: 'claimed', token: 'sweep', until: NOW, attempts: 2 } as const;
    await plain.write({ ...(await plain.chart('P')), alerts: [entry('alert-1', 'P', { delivery: again })] });
    await keepPage(PAGE);

    for (const eventId of ['e1', 'e2']) await smsReached(outcome(eventId, 'failed'));

    expect(await delivery()).toEqual(again);
  });

  it.each([
    { delivered: 2, failed: 0 },
    { delivered: 1, failed: 1 },
    { delivered: 0, failed: 2 },
  ])(
    'never counts less than is known (%j): outcomes are not counted in the order they were put',
    async (known) => {
      const { keepPage, smsReached, plain, delivery } = await paged();
      const more = { ...sent, sms: known };
      await plain.write({ ...(await plain.chart('P')), alerts: [entry('alert-1', 'P', { delivery: more })] });
      await keepPage(PAGE);

      await smsReached(outcome('e1', 'delivered'));

      expect(await delivery()).toEqual(more);
    },
  );

  it('is counted and forgotten where the SMS is none of our pages', async () => {
    const { smsReached, told, table } = await paged();

    await smsReached(outcome('e1', 'failed', { messageId: 'of another application' }));

    expect(told).toEqual([{ event: 'SmsUnmatched', fields: { by: 1 } }]);
    expect(await table.query('P', 'PAGED#', 'PAGED#~')).toEqual([]);
  });

  it('is tried again where others write the chart again and again', async () => {
    const { keepPage, smsReached } = await paged((table) => ({
      ...table,
      putVersion: async (item, expected) => expected === 0 && table.putVersion(item, expected),
    }));
    await keepPage(PAGE);

    await expect(smsReached(outcome('e1', 'delivered'))).rejects.toThrow('again and again');
  });
});

describe('keeping a page', () => {
  it.each([
    ['of a level that goes out by e-mail alone', { level: 'routine' }],
    ['of a team that is not configured', { team: 'gone' }],
  ] as const)('is left out for one %s', async (_, more) => {
    const { keepPage, table } = await paged();

    await keepPage({ ...PAGE, ...more });

    expect(await table.get('PAGE#m1', 'PAGE')).toBeUndefined();
  });

  it('keeps how many SMS it stands for, for days only', async () => {
    const { keepPage, table } = await paged();

    await keepPage({ ...PAGE, level: 'urgent' });

    expect(await table.get('PAGE#m1', 'PAGE')).toMatchObject({ sms: 1, expiresAt: NOW / 1_000 + 8 * 86_400 });
  });

  it('never fails: the page is sent', async () => {
    const { keepPage, told } = await paged((table) => ({
      ...table,
      put: () => Promise.reject(new Error('throttled')),
    }));

    await keepPage(PAGE);

    expect(told).toEqual([{ event: 'page-not-kept', fields: { alertId: 'alert-1' } }]);
  });
});
