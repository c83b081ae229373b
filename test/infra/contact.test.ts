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

describe('a team with an escalation', () => {
  const steps = ['on-call', 'consultant', 'manager'].map((id) => ({ id, name: id }));
  const step = (contact: Contact, of: string): Contact => ({ ...contact, step: of });
  const person = (contact: Contact, name: string): Contact => ({ ...contact, person: name });
  const escalating = (contacts: Contact[], rota: object[] = []) =>
    configSchema.parse({
      fallbackTeam: 'lung',
      teams: [{ ...team(contacts), escalation: { timeZone: 'UTC', steps }, rota }],
    }).teams;
  const onCall = email('a@x.example');
  const manager = step(sms('+12025550103'), 'manager');
  const weekly = { from: '2026-03-02T09:00', people: ['anna', 'ben'] };

  test.each([
    [
      'everybody for all they are paged of',
      [onCall, step(email('b@x.example'), 'consultant'), manager],
      [],
      [],
    ],
    [
      'an SMS alone at its second step',
      [onCall, onCall, step(sms('+12025550102'), 'consultant'), manager],
      [],
      ['routine at step "consultant" reaches nobody; give the step a contact who hears of it'],
    ],
    [
      'a rota of which one hears of too little',
      [onCall, onCall, person(email('anna@x.example'), 'anna'), person(sms('+12025550104'), 'ben'), manager],
      [{ step: 'consultant', weekly }],
      [
        'routine at step "consultant" reaches nobody while "ben" is on call; give that person a contact who hears of it',
      ],
    ],
    [
      'a rota beside an address of the step',
      [
        ...[onCall, person(sms('+12025550105'), 'anna'), person(sms('+12025550104'), 'ben'), manager],
        step(email('consultants@x.example'), 'consultant'),
      ],
      [{ step: 'consultant', weekly }],
      [],
    ],
  ])('%#: that has %s', (_, contacts, rota, faults) => {
    const [lung] = escalating(contacts, rota);
    expect(lung && tooFewContacts(lung)).toEqual(faults.map((fault) => `team "lung": ${fault}`));
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
