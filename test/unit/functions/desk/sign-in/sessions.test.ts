import { describe, expect, it } from 'vitest';
import { createSessions, IDLE_MS, LONGEST_MS } from '../../../../../functions/desk/sign-in/sessions.ts';
import { epochMs, MINUTE_MS } from '../../../../../shared/clinical/instant.ts';
import type { DeskUser } from '../../../../../shared/desk/user.ts';
import { versionedItems } from '../../../../stand-ins/versioned-items.ts';

const USER: DeskUser = { id: 'u1', name: 'Casey', roles: ['clinician'], teams: ['lung-oncology'] };
const SECRET = 's'.repeat(43);

async function started() {
  const clock = { at: 1_000_000, now: () => epochMs(clock.at) };
  const table = versionedItems();
  const sessions = createSessions({ table, clock });
  await sessions.start(SECRET, 'form-token', USER);
  return { clock, table, sessions };
}

describe('a session', () => {
  it('is who signed in, by the secret of the cookie', async () => {
    const { sessions } = await started();

    expect(await sessions.use(SECRET)).toEqual({ user: USER, formToken: 'form-token' });
    expect(await sessions.use('t'.repeat(43))).toBeUndefined();
  });

  it('keeps no secret in the table', async () => {
    const { table } = await started();

    expect(JSON.stringify([...table.items])).not.toContain(SECRET);
  });

  it('ends when it is not used for 15 minutes', async () => {
    const { sessions, clock } = await started();

    clock.at += IDLE_MS - 1;
    const before = await sessions.use(SECRET);
    clock.at += IDLE_MS;

    expect(before).toBeDefined();
    expect(await sessions.use(SECRET)).toBeUndefined();
  });

  it('ends after 12 hours although it is used all the time', async () => {
    const { sessions, clock } = await started();
    const end = clock.at + LONGEST_MS;

    while (clock.at + 10 * MINUTE_MS < end) {
      clock.at += 10 * MINUTE_MS;
      expect(await sessions.use(SECRET)).toBeDefined();
    }
    clock.at = end;

    expect(await sessions.use(SECRET)).toBeUndefined();
  });

  it('is written once a minute at the most, however often it is used', async () => {
    const { sessions, clock, table } = await started();
    const versions = () => [...table.items.values()].map(({ version }) => version);

    clock.at += MINUTE_MS - 1;
    await sessions.use(SECRET);
    const early = versions();
    clock.at += 1;
    await sessions.use(SECRET);
    await sessions.use(SECRET);

    expect([early, versions()]).toEqual([[1], [2]]);
  });

  it('never begins again once it was signed out, also where another request uses it at that moment', async () => {
    const { sessions, clock, table } = await started();
    clock.at += 2 * MINUTE_MS;
    const other = createSessions({
      clock,
      table: {
        ...table,
        get: async (pk, sk) => {
          const item = await table.get(pk, sk);
          await sessions.end(SECRET);
          return item;
        },
      },
    });

    await other.use(SECRET);

    expect(await sessions.use(SECRET)).toBeUndefined();
  });

  it('is ended although another request writes it meanwhile', async () => {
    const { sessions, clock, table } = await started();
    let lost = 1;
    const contended = createSessions({
      clock,
      table: {
        ...table,
        putVersion: async (item, expected) => {
          lost -= 1;
          return lost < 0 && table.putVersion(item, expected);
        },
      },
    });

    await contended.end(SECRET);

    expect(await sessions.use(SECRET)).toBeUndefined();
  });

  it('that there never was is ended without a word', async () => {
    const { sessions, table } = await started();

    await sessions.end('t'.repeat(43));

    expect(table.items.size).toBe(1);
  });

  it('leaves the table by itself, after it has ended', async () => {
    const { table, clock } = await started();

    const [item] = table.items.values();

    expect(Number(item?.expiresAt) * 1_000).toBeGreaterThan(clock.at + LONGEST_MS);
  });
});
