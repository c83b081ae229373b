import * as z from 'zod';
import { parseItem } from '../../../shared/chart/stored-item.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { type EpochMs, epochMsSchema, HOUR_MS, MINUTE_MS } from '../../../shared/clinical/instant.ts';
import { DESK_ROLES, type DeskUser } from '../../../shared/desk/user.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { fingerprint } from './secret.ts';

/** A session that is not used for so long ends (45 CFR 164.312(a)(2)(iii), automatic logoff). */
export const IDLE_MS = 15 * MINUTE_MS;
/** A session that is used all the time ends too: groups are read anew at the next sign-in. */
export const LONGEST_MS = 12 * HOUR_MS;
/** How far `seenAt` may lag behind, so that not every request writes: a session may end by so much too early. */
const TOUCH_EVERY_MS = MINUTE_MS;
/** Beyond its end an item is kept for the night, then taken away by the table. */
const KEPT_MS = 24 * HOUR_MS;

const sessionSchema = z.object({
  version: z.int().positive(),
  user: z.object({
    id: z.string(),
    name: z.string(),
    roles: z.array(z.enum(DESK_ROLES)),
    teams: z.array(z.string()),
  }),
  formToken: z.string(),
  startedAt: epochMsSchema,
  seenAt: epochMsSchema,
  /** Signed out: it never begins again, whatever is written meanwhile. */
  endedAt: epochMsSchema.exactOptional(),
});
type StoredSession = z.infer<typeof sessionSchema>;

export type Session = { readonly user: DeskUser; readonly formToken: string };

/** Sessions of signed-in users, by the secret that their cookie holds. */
export type Sessions = {
  readonly start: (secret: string, formToken: string, user: DeskUser) => Promise<void>;
  /** The session that still runs; using it makes it run on. */
  readonly use: (secret: string) => Promise<Session | undefined>;
  readonly end: (secret: string) => Promise<void>;
};

type SessionsParts = { readonly table: Pick<Table, 'get' | 'putVersion'>; readonly clock: Clock };

export function createSessions({ table, clock }: SessionsParts): Sessions {
  const read = async (secret: string) => {
    const item = await table.get(keyOf(secret), 'SESSION');
    return item && parseItem(sessionSchema, item, 'session');
  };
  const write = (secret: string, session: StoredSession) =>
    table.putVersion(
      { pk: keyOf(secret), sk: 'SESSION', ...session, expiresAt: expiryOf(session) },
      session.version - 1,
    );
  const touch = (secret: string, stored: StoredSession, now: EpochMs) =>
    write(secret, { ...stored, version: stored.version + 1, seenAt: now });
  return {
    start: async (secret, formToken, user) => {
      const now = clock.now();
      const { id, name, roles, teams } = user;
      const kept = { id, name, roles: [...roles], teams: [...teams] };
      await write(secret, { version: 1, user: kept, formToken, startedAt: now, seenAt: now });
    },
    use: async (secret) => {
      const now = clock.now();
      const stored = await read(secret);
      if (!stored || !runs(stored, now)) return undefined;
      if (now - stored.seenAt >= TOUCH_EVERY_MS) await touch(secret, stored, now);
      return { user: stored.user, formToken: stored.formToken };
    },
    end: async (secret) => {
      for (;;) {
        const stored = await read(secret);
        if (!stored || stored.endedAt !== undefined) return;
        if (await write(secret, { ...stored, version: stored.version + 1, endedAt: clock.now() })) return;
      }
    },
  };
}

const keyOf = (secret: string) => `SESSION#${fingerprint(secret)}`;

const expiryOf = ({ startedAt }: StoredSession) => Math.ceil((startedAt + LONGEST_MS + KEPT_MS) / 1_000);

function runs({ startedAt, seenAt, endedAt }: StoredSession, now: EpochMs): boolean {
  return endedAt === undefined && now - seenAt < IDLE_MS && now - startedAt < LONGEST_MS;
}
