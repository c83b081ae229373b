import * as z from 'zod';

/** An IANA time zone. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'not an IANA time zone; write one such as Europe/London');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Lower case letters, digits and hyphens: safe as part of a topic's name and of a filter. */
export const identifierName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower case letters, digits and hyphens, 40 at most');
