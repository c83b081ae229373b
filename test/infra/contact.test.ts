import { describe, expect, test } from 'vitest';
import { type Contact, levelsOf, tooFewContacts } from '../../infra/constructs/contact.ts';
import { deployedConfig } from '../../infra/deployed-config.ts';
import { configSchema } from '../../shared/runtime/config.ts';

const sms = (to: string, levels?: Contact['levels']): Contact => ({ protocol: 'sms', to, levels });
const email = (to: string, levels?: Contact['levels']): Contact => ({ protocol: 'email', to, levels });
const team = (contacts: Contact[]) => ({ id: 'lung', name: 'Lung', contacts });

describe('the contacts of a team', () => {
  test.each([
    ['an SMS number', sms('+12025550101'), ['critical', 'urgent']],
    ['an e-mail address', email('a@x.example'), ['critical', 'urgent', 'routine']],
    ['a contact with levels of its own', sms('+12025550101', ['routine']), ['routine']],
  ])('%s is paged of its levels', (_, contact, levels) => {
    expect(levelsOf(contact)).toEqual(levels);
  });
});

describe('a team', () => {
  test.each([
    ['two e-mail addresses', [email('a@x.example'), email('b@x.example')], []],
    [
      'one e-mail address',
      [email('a@x.example')],
      ['critical reaches 1 contact', 'urgent reaches 1 contact', 'routine reaches 1 contact'],
    ],
    ['two SMS numbers', [sms('+12025550101'), sms('+12025550102')], ['routine reaches 0 contacts']],
    [
      'two contacts of which one wants no urgent page',
      [email('a@x.example'), email('b@x.example', ['critical', 'routine'])],
      ['urgent reaches 1 contact'],
    ],
  ])('with %s is short of contacts for: %#', (_, contacts, faults) => {
    expect(tooFewContacts(team(contacts))).toEqual(
      faults.map((fault) => `team "lung": ${fault}; give it at least 2`),
    );
  });
});

test('the configuration beside a function holds, and holds no number or address', () => {
  const config = configSchema.parse({
    teams: [team([sms('+12025550142'), email('a@x.example')])],
    fallbackTeam: 'lung',
    operations: [email('operations@x.example')],
  });

  const deployed = deployedConfig(config);

  expect(configSchema.parse(deployed)).toEqual(deployed);
  for (const to of ['+12025550142', 'a@x.example', 'operations@x.example']) {
    expect(JSON.stringify(deployed)).not.toContain(to);
  }
});
