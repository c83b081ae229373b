import type { Table } from '../../shared/chart/table.ts';
import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { RequestRefusedError } from './refusal.ts';
import { fingerprint } from './sign-in/secret.ts';

/** Requests of one user in a minute; a person reads far fewer. */
export const REQUESTS_PER_USER = 120;
/** Requests in a minute from one address by who is not signed in; a whole hospital may share one. */
export const REQUESTS_PER_ADDRESS = 240;

/** Counts a request of somebody, and refuses it where there have been too many in this minute. */
export type RateLimit = (who: `user:${string}` | `address:${string}`) => Promise<void>;

type RateLimitParts = { readonly table: Pick<Table, 'increment'>; readonly clock: Clock };

/**
 * Counted in the table: instances of a function know nothing of each other. What API Gateway throttles never gets here.
 * @throws RequestRefusedError
 */
export function createRateLimit({ table, clock }: RateLimitParts): RateLimit {
  return async (who) => {
    const minute = Math.floor(clock.now() / MINUTE_MS);
    const expiresAt = ((minute + 2) * MINUTE_MS) / 1_000;
    const count = await table.increment(`RATE#${fingerprint(who)}`, `RATE#${minute}`, { expiresAt });
    const most = who.startsWith('user:') ? REQUESTS_PER_USER : REQUESTS_PER_ADDRESS;
    if (count > most) throw new RequestRefusedError('too-many-requests');
  };
}
