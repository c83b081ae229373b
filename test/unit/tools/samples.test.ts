import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../../shared/runtime/config.ts';

const config = configSchema.parse(
  JSON.parse(readFileSync('tools/samples/calcium-alerts.config.json', 'utf8')),
);
const [header, ...rows] = readFileSync('tools/samples/registry.csv', 'utf8').trim().split('\n');
const cells = rows.map((row) => row.split(','));
const contacts = [...config.teams.flatMap((team) => team.contacts), ...config.operations];

describe('the sample configuration', () => {
  test.each(config.teams.map((team) => [team.id, team] as const))(
    'gives %s two telephones and two mailboxes',
    (_, team) => {
      const protocols = team.contacts.map(({ protocol }) => protocol).toSorted();

      expect(protocols).toEqual(['email', 'email', 'sms', 'sms']);
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
