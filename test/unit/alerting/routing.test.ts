import { describe, expect, it } from 'vitest';
import { composePage } from '../../../shared/alerting/compose-page.ts';
import { contactsFor, protocolsFor, stepTitle, teamFor } from '../../../shared/alerting/routing.ts';
import type { Escalation } from '../../../shared/chart/escalation.ts';
import { LEVELS, type Level } from '../../../shared/clinical/level.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { parseConfig } from '../../../shared/runtime/load-config.ts';
import { NOW } from '../chart/charts.ts';
import { escalation as startedEscalation } from '../chart/escalations.ts';
import { escalatingConfig } from './escalating-config.ts';

const ANNA = { protocol: 'sms', to: '+12025550119', person: 'anna' };

const config = parseConfig(
  JSON.stringify({
    fallbackTeam: 'on-call',
    teams: [
      {
        id: 'lung',
        name: 'Lung',
        contacts: [
          { protocol: 'sms', to: '+447700900001' },
          { protocol: 'email', to: 'lung@example.org' },
          { protocol: 'sms', to: '+447700900002', levels: ['critical', 'routine'] },
        ],
      },
      { id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'on-call@example.org' }] },
    ],
  }),
);

describe('routing', () => {
  it.each([
    ['lung', 'lung'],
    ['breast', 'on-call'],
    ['', 'on-call'],
    ['__proto__', 'on-call'],
    [undefined, 'on-call'],
  ])('sends the alert of team %s to %s', (team, expected) => {
    expect(teamFor(team, config)).toBe(expected);
  });

  it.each<[Level, readonly string[]]>([
    ['critical', ['sms', 'email']],
    ['urgent', ['sms', 'email']],
    ['routine', ['email']],
    ['worklist', []],
  ])('sends %s by %s', (level, protocols) => {
    expect(protocolsFor(level)).toEqual(protocols);
  });

  it.each<[Level, readonly string[]]>([
    ['critical', ['+447700900001', 'lung@example.org', '+447700900002']],
    ['urgent', ['+447700900001', 'lung@example.org']],
    ['routine', ['lung@example.org', '+447700900002']],
    ['worklist', []],
  ])('reaches at %s whom protocol or own levels say', (level, reached) => {
    const [lung] = config.teams;
    expect(lung && contactsFor(lung, level).map(({ to }) => to)).toEqual(reached);
  });

  it('reaches at each step its own contacts, and a person while the rota has them on call', () => {
    const [lung] = configSchema.parse(
      escalatingConfig({
        contacts: [
          ...escalatingConfig()
            .teams.flatMap(({ contacts }) => contacts)
            .slice(0, 5),
          ANNA,
        ],
        rota: [{ step: 'consultant', weekly: { from: '2026-03-02T09:00', people: ['anna'] } }],
      }),
    ).teams;
    const reached = (level: Level, ...names: readonly string[]) =>
      lung && contactsFor(lung, level, names).map(({ to }) => to);
    expect(lung && contactsFor(lung, 'critical').map(({ to }) => to)).toEqual([
      '+12025550111',
      'lung@example.org',
    ]);
    expect(reached('critical', 'first')).toEqual(['+12025550111', 'lung@example.org']);
    expect(reached('routine', 'consultant')).toEqual(['consultant@example.org']);
    expect(reached('urgent', 'consultant', 'person:anna')).toEqual([
      ...['+12025550112', 'consultant@example.org', ANNA.to],
    ]);
    expect(reached('critical', 'person:ben')).toEqual([]);
  });

  it.each([
    [['first'], 'On call'],
    [['consultant', 'person:anna'], 'Consultant'],
    [['gone'], undefined],
    [[], undefined],
  ])('calls the step of %j %s', (names, title) => {
    const [lung, fallback] = configSchema.parse(escalatingConfig()).teams;
    expect(stepTitle(lung, names)).toBe(title);
    expect([stepTitle(fallback, names), stepTitle(undefined, names)]).toEqual([undefined, undefined]);
  });

  it.each<[string, Partial<Escalation>, object]>([
    [
      'the contacts of its step',
      { next: [] },
      { contacts: ['consultant'], step: 3, sms: expect.stringContaining('ESCALATED 3/3 ') },
    ],
    ['those of them that the team has', { contacts: ['consultant', 'gone'] }, { contacts: ['consultant'] }],
    ['the first step where it has none of them', { contacts: ['gone'] }, { contacts: ['first'] }],
  ])('composes a page of an escalation to %s', (_, more, expected) => {
    const config = configSchema.parse(escalatingConfig());
    const escalating = { ...config, teams: config.teams.toReversed() };
    const escalation = startedEscalation({ contacts: ['consultant'], ...more });
    const alert = {
      alertId: 'abcdefgh23456777',
      team: 'lung',
      kind: 'alert',
      repeat: false,
      at: NOW,
    } as const;
    expect(composePage({ ...alert, level: 'critical', escalation }, escalating)).toMatchObject(expected);
  });

  it.each<[Level, string]>([
    ['critical', 'Acknowledge within 10 minutes.'],
    ['urgent', 'Acknowledge within 40 minutes.'],
    ['routine', 'Acknowledge by the next working day.'],
  ])('gives a page of %s the time that the escalation of its team has', (level, text) => {
    const { escalation } = escalatingConfig().teams[0] as { escalation: object };
    const quick = { ...escalation, minutes: { critical: [10, 20, 30], urgent: [40, 50, 60] } };
    const escalating = configSchema.parse(escalatingConfig({ escalation: quick }));
    const alert = {
      alertId: 'abcdefgh23456777',
      team: 'lung',
      kind: 'alert',
      repeat: false,
      at: NOW,
    } as const;
    expect(composePage({ ...alert, level }, escalating).sms).toContain(text);
  });

  it('composes every page to a team that exists, at the first contact', () => {
    for (const level of LEVELS) {
      const page = composePage(
        { alertId: 'abcdefgh23456777', team: 'gone', level, kind: 'alert', repeat: true, at: NOW },
        config,
      );
      expect(page).toMatchObject({ team: 'on-call', level, contacts: ['first'], repeat: true });
      expect(page.sms).toContain('ABCDEFGH');
    }
  });
});
