import { describe, expect, it } from 'vitest';
import { type AlertToPage, composePage } from '../../../shared/alerting/compose-page.ts';
import { createFreezeEscalation } from '../../../shared/alerting/freeze-escalation.ts';
import { contactsFor } from '../../../shared/alerting/routing.ts';
import { createSweep } from '../../../shared/alerting/sweep.ts';
import { answered } from '../../../shared/chart/answer.ts';
import { HOUR_MS } from '../../../shared/clinical/instant.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { chartOf, entry, NOW, sent, snoozed } from '../chart/charts.ts';
import { at } from '../chart/escalations.ts';
import { partsOf } from '../chart/services.ts';
import { escalatingConfig } from './escalating-config.ts';

const person = (name: string) => ({ protocol: 'sms', to: '+12025550121', person: name });
const turn = (from: string, to: string, name: string) => ({ from, to, person: name });
const shifts = [
  turn('2026-01-05T08:00', '2026-01-05T20:00', 'anna'),
  turn('2026-01-05T20:00', '2026-01-06T08:00', 'ben'),
];
const [first, , ...ofLaterSteps] = escalatingConfig().teams[0]?.contacts ?? [];

/** A site whose first step has a rota and no contacts of its own. */
const rotaOnly = (more: object = {}) => {
  const contacts = [person('anna'), person('ben'), ...ofLaterSteps];
  return configSchema.parse(escalatingConfig({ contacts, rota: [{ step: 'on-call', shifts }], ...more }));
};
const PLAIN = configSchema.parse(escalatingConfig());

const frozen = (config = rotaOnly(), raisedAt = NOW) =>
  createFreezeEscalation(config)({ team: 'lung', level: 'critical', raisedAt });

/** Whom the page of lung reaches. */
function reached(more: Partial<AlertToPage>, config = rotaOnly()) {
  const alert = { alertId: 'abcdefgh23456777', team: 'lung', level: 'critical', kind: 'alert' } as const;
  const { level, contacts } = composePage({ ...alert, repeat: false, at: NOW, ...more }, config);
  const [lung] = config.teams;
  return lung && contactsFor(lung, level, contacts).map((contact) => contact.person ?? contact.step);
}

describe('whom a page reaches where the first step has a rota alone', () => {
  it.each(['correction', 'retraction'] as const)('a %s, which has no escalation: who is on call', (kind) => {
    expect(reached({ kind })).toEqual(['anna']);
    expect(reached({ kind, at: at(9 * 60) })).toEqual(['ben']);
  });

  it('an alert that was raised before it had one: who is on call', () => {
    expect(reached({ escalation: undefined })).toEqual(['anna']);
    expect(reached({ escalation: frozen(PLAIN) })).toEqual(['anna']);
  });

  it('an alert of a team that is gone: who is on call of the fallback team', () => {
    const escalation = { of: 1, startedAt: NOW, contacts: ['gone', 'person:carl'], next: [] };
    expect(reached({ team: 'gone', escalation }, { ...rotaOnly(), fallbackTeam: 'lung' })).toEqual(['anna']);
  });
});

describe('whom a page of an escalation reaches', () => {
  it('whoever had been on call for its time, though the rota has changed since', () => {
    const swapped = [{ step: 'on-call', shifts: [turn('2026-01-01T00:00', '2026-02-01T00:00', 'ben')] }];
    expect(reached({ escalation: frozen(), at: at(14) }, rotaOnly({ rota: swapped }))).toEqual(['anna']);
  });

  it('whoever is on call by then where it goes out a quarter of an hour after its step began, or later', () => {
    const escalation = frozen(rotaOnly(), at(7 * 60 + 59));
    expect(reached({ escalation, at: at(8 * 60 + 13) })).toEqual(['anna']);
    expect(reached({ escalation, at: at(8 * 60 + 14) })).toEqual(['ben']);
  });

  it('whoever is on call where who was to be paged has left the team', () => {
    const rota = [{ step: 'on-call', shifts: [turn('2026-01-01T00:00', '2026-02-01T00:00', 'ben')] }];
    const left = rotaOnly({ contacts: [person('ben'), ...ofLaterSteps], rota });
    expect(reached({ escalation: frozen() }, left)).toEqual(['ben']);
  });

  it('whoever is on call of a later step that had contacts and has a rota instead', () => {
    const contacts = [first, person('anna'), person('ben'), ofLaterSteps[2]];
    const changed = rotaOnly({ contacts, rota: [{ step: 'consultant', shifts }] });
    const escalation = { of: 3, startedAt: NOW, contacts: ['consultant'], next: [] };
    expect(reached({ escalation }, PLAIN)).toEqual(['consultant', 'consultant']);
    expect(reached({ escalation }, changed)).toEqual(['anna']);
  });

  it('those who are left of a step that the team has no more', () => {
    const escalation = { of: 2, startedAt: NOW, contacts: ['gone', 'person:ben'], next: [] };
    expect(reached({ escalation })).toEqual(['ben']);
  });

  it('whoever is on call when a snooze ends, not who was when it began', async () => {
    const config = rotaOnly();
    const all = partsOf({ composePage: (alert) => composePage(alert, config) });
    const escalation = frozen();
    const alert = entry('a', 'P', { team: 'lung', delivery: sent, ...(escalation && { escalation }) });
    await all.plain.write(chartOf('P', { alerts: [answered(alert, snoozed(10 * HOUR_MS))] }));
    all.time.passed = 10 * HOUR_MS;

    await createSweep(all.parts)();

    expect(all.pages).toMatchObject([{ repeat: true, contacts: ['first', 'person:ben'] }]);
  });
});
