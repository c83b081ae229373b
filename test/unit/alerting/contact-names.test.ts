import { expect, it } from 'vitest';
import { namedContacts } from '../../../shared/alerting/contact-names.ts';

it('names the contacts of a team by protocol in the order of the file', () => {
  const named = namedContacts([
    { protocol: 'email', to: 'a@x.example' },
    { protocol: 'sms', to: '+12025550101' },
    { protocol: 'email', to: 'b@x.example' },
  ]);

  expect([...named].map(([name, { to }]) => [name, to])).toEqual([
    ['sms-1', '+12025550101'],
    ['email-1', 'a@x.example'],
    ['email-2', 'b@x.example'],
  ]);
});
