import { describe, expect, it } from 'vitest';
import { ATTEMPT_MS, createSignInAttempts } from '../../../../../functions/desk/sign-in/sign-in-attempts.ts';
import { epochMs } from '../../../../../shared/clinical/instant.ts';
import { versionedItems } from '../../../../stand-ins/versioned-items.ts';

const ATTEMPT = { nonce: 'nonce', codeVerifier: 'verifier', returnTo: '/desk/worklist' };

async function begun() {
  const clock = { at: 1_000_000, now: () => epochMs(clock.at) };
  const attempts = createSignInAttempts({ table: versionedItems(), clock });
  await attempts.begin('state', 'browser', ATTEMPT);
  return { clock, attempts };
}

describe('a sign-in', () => {
  it('goes on where it began, once', async () => {
    const { attempts } = await begun();

    expect(await attempts.take('state', 'browser')).toMatchObject(ATTEMPT);
    expect(await attempts.take('state', 'browser')).toBeUndefined();
  });

  it('is finished by one of two who come back at once', async () => {
    const { attempts } = await begun();

    const both = await Promise.all([attempts.take('state', 'browser'), attempts.take('state', 'browser')]);

    expect(both.filter((taken) => taken !== undefined)).toHaveLength(1);
  });

  it('is not that of another browser, nor of another state', async () => {
    const { attempts } = await begun();

    expect(await attempts.take('state', 'other')).toBeUndefined();
    expect(await attempts.take('other', 'browser')).toBeUndefined();
    expect(await attempts.take('state', 'browser')).toBeDefined();
  });

  it('that took longer than ten minutes has to begin again', async () => {
    const { attempts, clock } = await begun();

    clock.at += ATTEMPT_MS;

    expect(await attempts.take('state', 'browser')).toBeUndefined();
  });
});
