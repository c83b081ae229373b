import * as z from 'zod';
import { parseItem } from '../../../shared/chart/stored-item.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { epochMsSchema, MINUTE_MS } from '../../../shared/clinical/instant.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { fingerprint, isSame } from './secret.ts';

/** How long somebody may take to sign in. */
export const ATTEMPT_MS = 10 * MINUTE_MS;

const attemptSchema = z.object({
  version: z.int().positive(),
  /** Of the secret in the cookie of the browser that began it. */
  browser: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
  begunAt: epochMsSchema,
});
type StoredAttempt = z.infer<typeof attemptSchema>;

/** A sign-in that has begun and awaits the user's return from the identity provider. */
export type SignInAttempt = Pick<StoredAttempt, 'nonce' | 'codeVerifier' | 'returnTo'>;

export type SignInAttempts = {
  readonly begin: (state: string, browser: string, attempt: SignInAttempt) => Promise<void>;
  /** The attempt of this state, once, and only for the browser that began it. */
  readonly take: (state: string, browser: string) => Promise<SignInAttempt | undefined>;
};

type AttemptParts = { readonly table: Pick<Table, 'get' | 'putVersion'>; readonly clock: Clock };

export function createSignInAttempts({ table, clock }: AttemptParts): SignInAttempts {
  const write = (state: string, attempt: StoredAttempt) =>
    table.putVersion(
      { pk: keyOf(state), sk: 'SIGN_IN', ...attempt, expiresAt: expiryOf(attempt) },
      attempt.version - 1,
    );
  return {
    begin: async (state, browser, attempt) => {
      await write(state, {
        ...attempt,
        version: FRESH,
        browser: fingerprint(browser),
        begunAt: clock.now(),
      });
    },
    take: async (state, browser) => {
      const item = await table.get(keyOf(state), 'SIGN_IN');
      if (!item) return undefined;
      const stored = parseItem(attemptSchema, item, 'sign-in');
      if (!isSame(fingerprint(browser), stored.browser)) return undefined;
      if (stored.version !== FRESH || clock.now() - stored.begunAt >= ATTEMPT_MS) return undefined;
      return (await write(state, { ...stored, version: TAKEN })) ? stored : undefined;
    },
  };
}

const FRESH = 1;
const TAKEN = 2;

const keyOf = (state: string) => `SIGN_IN#${fingerprint(state)}`;

const expiryOf = ({ begunAt }: StoredAttempt) => Math.ceil((begunAt + 2 * ATTEMPT_MS) / 1_000);
