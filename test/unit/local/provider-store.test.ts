import { describe, expect, it } from 'vitest';
import { createProviderStore } from '../../../infra/local/desk/provider-store.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';

function stores() {
  const clock = { at: 5_000, now: () => epochMs(clock.at) };
  const storeOf = createProviderStore(clock);
  return { clock, codes: storeOf('AuthorizationCode'), sessions: storeOf('Session') };
}

describe('what the provider of this machine remembers', () => {
  it('is found by its kind and id until it ends', async () => {
    const { clock, codes, sessions } = stores();
    await codes.upsert('a', { uid: 'u' }, 60);

    const found = [await codes.find('a'), await codes.findByUid('u'), await sessions.find('a')];
    clock.at += 60_000;

    expect(found).toEqual([{ uid: 'u' }, { uid: 'u' }, undefined]);
    expect(await codes.find('a')).toBeUndefined();
  });

  it('says that it was used, for good', async () => {
    const { codes } = stores();
    await codes.upsert('a', {}, 60);

    await codes.consume('a');
    await codes.consume('none');

    expect(await codes.find('a')).toEqual({ consumed: 5 });
  });

  it('is forgotten alone, or with all of its grant', async () => {
    const { codes } = stores();
    for (const id of ['a', 'b', 'c']) await codes.upsert(id, { grantId: id === 'c' ? 'other' : 'g' }, 60);

    await codes.destroy('c');
    const gone = await codes.find('c');
    await codes.upsert('c', { grantId: 'other' }, 60);
    await codes.revokeByGrantId('g');

    expect([gone, await codes.find('a'), await codes.find('b')]).toEqual([undefined, undefined, undefined]);
    expect(await codes.find('c')).toBeDefined();
  });

  it('of another kind outlives its grant: a sign-in that goes on as somebody else', async () => {
    const { codes, sessions } = stores();
    await sessions.upsert('a', { grantId: 'g' }, 60);

    await codes.revokeByGrantId('g');

    expect(await sessions.find('a')).toEqual({ grantId: 'g' });
  });

  it('is at most a thousand things, the oldest forgotten first', async () => {
    const { codes } = stores();

    for (let n = 0; n <= 1_000; n += 1) await codes.upsert(String(n), {}, 60);

    expect([await codes.find('0'), await codes.find('1')]).toEqual([undefined, {}]);
  });
});
