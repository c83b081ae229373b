import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock } from '../../../shared/runtime/clock.ts';

type Kept = { readonly payload: AdapterPayload; readonly until: number };

/** Far more than the people of one machine need; the oldest goes first. */
const MOST = 1_000;

/** What the provider of this machine remembers, of all its kinds: until it ends, and no longer. */
export function createProviderStore({ now }: Clock): (kind: string) => Adapter {
  const kept = new Map<string, Kept>();
  const read = (key: string): AdapterPayload | undefined => {
    const found = kept.get(key);
    return found !== undefined && found.until > now() ? found.payload : undefined;
  };
  const write = (key: string, payload: AdapterPayload, until: number) => {
    kept.delete(key);
    kept.set(key, { payload, until });
    const [oldest] = kept.keys();
    if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
  };
  const first = (kind: string, holds: (payload: AdapterPayload) => boolean) => {
    const keys = [...kept.keys()].filter((key) => key.startsWith(`${kind}:`));
    return keys.map(read).find((payload) => payload !== undefined && holds(payload));
  };
  return (kind) => ({
    upsert: async (id, payload, expiresInSeconds) =>
      write(`${kind}:${id}`, payload, expiresInSeconds ? now() + expiresInSeconds * 1_000 : Infinity),
    find: async (id) => read(`${kind}:${id}`),
    findByUid: async (uid) => first(kind, (payload) => payload.uid === uid),
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const found = kept.get(`${kind}:${id}`);
      if (found) found.payload.consumed = Math.floor(now() / 1_000);
    },
    destroy: async (id) => {
      kept.delete(`${kind}:${id}`);
    },
    // Of this kind alone: a sign-in that has begun names the grant of the one before it, and goes on without that.
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of kept) {
        if (key.startsWith(`${kind}:`) && payload.grantId === grantId) kept.delete(key);
      }
    },
  });
}
