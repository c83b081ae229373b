import type { Contact } from './routing.ts';

/**
 * Each contact by its name among its team's: sms-1, sms-2, email-1 … in the order of the file. The parameter of that name
 * holds its number or address.
 */
export function namedContacts(contacts: readonly Contact[]): ReadonlyMap<string, Contact> {
  const named = new Map<string, Contact>();
  for (const protocol of ['sms', 'email'] as const) {
    const ofProtocol = contacts.filter((contact) => contact.protocol === protocol);
    for (const [index, contact] of ofProtocol.entries()) named.set(`${protocol}-${index + 1}`, contact);
  }
  return named;
}
