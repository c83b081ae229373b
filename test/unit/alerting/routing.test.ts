import { describe, expect, it } from 'vitest';
import { composePage } from '../../../shared/alerting/compose-page.ts';
import { contactsFor, protocolsFor, teamFor } from '../../../shared/alerting/routing.ts';
import { LEVELS, type Level } from '../../../shared/clinical/level.ts';
import { parseConfig } from '../../../shared/runtime/load-config.ts';

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

  it('composes every page to a team that exists, at the first contact', () => {
    for (const level of LEVELS) {
      const page = composePage(
        { alertId: 'abcdefgh23456777', team: 'gone', level, kind: 'alert', repeat: true },
        config,
      );
      expect(page).toMatchObject({ team: 'on-call', level, contact: 'first', repeat: true });
      expect(page.sms).toContain('ABCDEFGH');
    }
  });
});
