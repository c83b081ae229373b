import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createFreezeEscalation } from '../../../shared/alerting/freeze-escalation.ts';
import { contactsFor } from '../../../shared/alerting/routing.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { configSchema } from '../../../shared/runtime/config.ts';

const config = configSchema.parse(
  JSON.parse(readFileSync('tools/samples/calcium-alerts.config.json', 'utf8')),
);
const [header, ...rows] = readFileSync('tools/samples/registry.csv', 'utf8').trim().split('\n');
const cells = rows.map((row) => row.split(','));
const contacts = [...config.teams.flatMap((team) => team.contacts), ...config.operations];

describe('the sample configuration', () => {
  const teams = config.teams.map((team) => [team.id, team] as const);

  test.each(teams)('gives %s two telephones and two mailboxes at first', (_, team) => {
    const protocols = contactsFor(team, 'critical').map(({ protocol }) => protocol);

    expect(protocols.toSorted()).toEqual(['email', 'email', 'sms', 'sms']);
  });

  test.each(teams)(
    'goes on to a consultant of %s and to the duty manager, one each at any time',
    (_, team) => {
      const raisedAt = epochMs(Date.UTC(2026, 10, 23, 12));
      const frozen = createFreezeEscalation(config)({ team: team.id, level: 'critical', raisedAt });
      const reached = frozen?.next.map(({ contacts: names }) => contactsFor(team, 'critical', names));

      expect(team.escalation?.steps.map(({ name }) => name)).toEqual([
        'On call',
        'Consultant',
        'Duty manager',
      ]);
      expect(reached?.map((step) => step.map(({ protocol }) => protocol))).toEqual([
        ['sms', 'email'],
        ['sms', 'email'],
      ]);
    },
  );

  test('uses only telephone numbers that are reserved for fiction', () => {
    const numbers = contacts.filter(({ protocol }) => protocol === 'sms').map(({ to }) => to);

    expect(numbers.filter((number) => !/^(\+120255501\d\d|\+447700900\d{3})$/.test(number))).toEqual([]);
  });

  test('uses only mailboxes that cannot exist', () => {
    const mailboxes = contacts.filter(({ protocol }) => protocol === 'email').map(({ to }) => to);

    expect(mailboxes.filter((mailbox) => !mailbox.endsWith('@example.org'))).toEqual([]);
  });

  test('sends every contact somewhere else', () => {
    expect(new Set(contacts.map(({ to }) => to)).size).toBe(contacts.length);
  });
});

test('the team that escalates in docs/deploying.md is one as it may be', () => {
  const [, text = ''] = readFileSync('docs/deploying.md', 'utf8').split('## Who is paged next');
  const [, team = ''] = /```json\n(.*?)```/s.exec(text) ?? [];
  const documented = { fallbackTeam: 'oncology-on-call', teams: [JSON.parse(team)] };

  expect(configSchema.safeParse(documented).error).toBeUndefined();
});

describe('the sample registry', () => {
  test('has the header of the contract', () => {
    expect(header).toBe('assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team');
  });

  test('names every patient once', () => {
    expect(new Set(cells.map(([authority, id]) => `${authority} ${id}`)).size).toBe(cells.length);
  });

  test('names only teams of the sample configuration, or none', () => {
    const known = new Set(['', ...config.teams.map(({ id }) => id)]);

    expect(cells.map((row) => row[6] ?? 'absent').filter((team) => !known.has(team))).toEqual([]);
  });

  test('holds active, past and by-code rows, with and without a team', () => {
    expect(new Set(cells.map((row) => row[4]))).toEqual(new Set(['active', 'history', '']));
    expect(cells.filter((row) => row[6] === '').length).toBeGreaterThan(2);
  });
});
