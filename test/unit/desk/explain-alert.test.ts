import { describe, expect, it } from 'vitest';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import { epochMs, isoInstant } from '../../../shared/clinical/instant.ts';
import { explainAlert, pagingOf } from '../../../shared/desk/explain-alert.ts';
import { explainedAlertSchema } from '../../../shared/desk/explained-alert.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { desk, onlyAlert, ROUTING } from './desk.ts';

const ASKER = { id: 'cli:ann', name: 'Ann' };

async function alerted() {
  const world = desk();
  await world.register('1');
  await world.calcium('1', '10.1');
  world.later(48);
  await world.calcium('1', '12.8');
  const { memory, plain, clock, service } = world;
  const dependencies = { table: memory.table, repository: plain, routing: ROUTING, clock } as never;
  const parts = { dependencies, desk: service };
  return { ...world, parts, alertId: await onlyAlert(world, '1') };
}

describe('an alert explained', () => {
  it('says why without what was measured, and is not audited', async () => {
    const { parts, alertId, trail } = await alerted();

    const told = explainedAlertSchema.parse(await explainAlert(parts, { alertId }));

    expect(told).toMatchObject({
      alertId,
      level: 'urgent',
      grade: 3,
      rule: 'R2',
      team: 'lung',
      acknowledgement: null,
    });
    expect(told.why[0]).toBe('Total calcium ••• mg/dL, collected •••.');
    expect(JSON.stringify(told)).not.toMatch(/12\.8|HOSP/);
    expect(await trail(alertId)).toEqual([]);
  });

  it('reveals the patient, what was sent and the history to whom the audit trail names', async () => {
    const { parts, alertId, trail } = await alerted();

    const told = explainedAlertSchema.parse(await explainAlert(parts, { alertId, revealTo: ASKER }));

    expect(told.why[0]).toContain('Total calcium 12.8 mg/dL, collected 20');
    expect(told.revealed).toMatchObject({
      patient: { authority: 'HOSP', id: '1' },
      graded: { value: '12.8', unit: 'mg/dL', upperLimit: '10.5' },
      audit: [{ by: 'cli:ann', did: 'viewed' }],
    });
    expect(told.revealed?.history.map(({ value }) => value)).toContain('10.1');
    expect(told.revealed?.sent.length).toBeGreaterThan(0);
    expect(await trail(alertId)).toEqual([{ did: 'viewed' }]);
  });

  it('is undefined where no chart holds it', async () => {
    const { parts } = await alerted();

    expect(await explainAlert(parts, { alertId: 'k3jd82hfa9qm4x7p' })).toBeUndefined();
  });

  it('tells who answered what', async () => {
    const { parts, alertId, service, now } = await alerted();
    const user = { id: 'sub-1', name: 'Dr Lung', roles: ['clinician'], teams: ['lung'] } as const;
    await service.act(user, alertId, { do: 'acknowledge', reason: 'acting' }, { version: 0 });

    const told = await explainAlert(parts, { alertId });

    const at = isoInstant(now());
    expect(told?.acknowledgement).toEqual({ state: 'acknowledged', by: 'sub-1', at, reason: 'acting' });
  });
});

const steps = ['on-call', 'consultant', 'manager'].map((id) => ({ id, name: id }));
const { teams } = configSchema.parse({
  fallbackTeam: 'lung',
  teams: [
    {
      ...{ id: 'lung', name: 'Lung', escalation: { steps, timeZone: 'UTC' } },
      contacts: [
        { protocol: 'sms', to: '+12025550141' },
        { protocol: 'email', to: 'a@example.org', step: 'consultant' },
        { protocol: 'sms', to: '+12025550142', step: 'manager' },
      ],
    },
  ],
});
const [LUNG_TEAM] = teams;
const at = (minute: number) => epochMs(Date.UTC(2026, 10, 23, 12, minute));

function entry(more: Partial<ChartEntry>): ChartEntry {
  return { level: 'critical', delivery: { state: 'none' }, ...more } as ChartEntry;
}

describe('who is paged of an alert', () => {
  it('is told step by step, with who comes next and when operations hear of it', () => {
    const paging = pagingOf(
      entry({
        delivery: { state: 'sent', sentAt: at(15), attempts: 2, sms: { delivered: 1, failed: 0 } },
        escalation: {
          ...{ of: 3, startedAt: at(15), contacts: ['consultant'], overAt: at(59) },
          next: [{ dueAt: at(30), contacts: ['manager'] }],
        },
      }),
      LUNG_TEAM,
    );

    expect(paging).toEqual({
      ...{ state: 'sent', attempts: 2, sms: { delivered: 1, failed: 0 }, unansweredAt: isoInstant(at(59)) },
      steps: [
        { step: 1, state: 'paged before', contacts: ['sms-1'] },
        { step: 2, state: 'paged', at: isoInstant(at(15)), contacts: ['email-1'] },
        { step: 3, state: 'next', at: isoInstant(at(30)), contacts: ['sms-2'] },
      ],
    });
  });

  it.each<[string, ChartEntry['delivery'], string]>([
    ['claimed', { state: 'claimed', token: 't', until: at(1), attempts: 1 }, 'not sent yet'],
    ['stopped', { state: 'stopped', attempts: 1 }, 'stopped'],
  ])('says of one that is %s what state it is in', (_, delivery, state) => {
    expect(pagingOf(entry({ delivery }), LUNG_TEAM).steps).toEqual([{ step: 1, state, contacts: ['sms-1'] }]);
  });

  it('is nobody for a worklist entry, and no contact of a team that is not configured any more', () => {
    expect(pagingOf(entry({}), LUNG_TEAM)).toEqual({ state: 'none', attempts: 0, steps: [] });
    const sent = { state: 'sent', sentAt: at(1), attempts: 1 } as const;
    expect(pagingOf(entry({ delivery: sent }), undefined).steps[0]?.contacts).toEqual([]);
  });
});
