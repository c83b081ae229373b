import { describe, expect, it } from 'vitest';
import { createSessions, IDLE_MS, LONGEST_MS } from '../../../../../functions/desk/sign-in/sessions.ts';
import { type EpochMs, epochMs, MINUTE_MS } from '../../../../../shared/clinical/instant.ts';
import { createMemoryTable } from '../../../../simulation/memory-table.ts';

const USER = { id: 'sub-1', name: 'First', roles: ['clinician'], teams: ['lung'] } as const;
const START = epochMs(Date.UTC(2026, 2, 9));

/** A session that has begun, and the time. */
async function session() {
  let now: EpochMs = START;
  const sessions = createSessions({ table: createMemoryTable().table, clock: { now: () => now } });
  await sessions.start('secret', 'token', USER);
  return {
    ...sessions,
    wait: (ms: number) => {
      now = epochMs(now + ms);
    },
  };
}

describe('a session', () => {
  it('runs as long as it is used, and for 15 minutes after', async () => {
    const { use, wait } = await session();

    wait(IDLE_MS - 1);
    expect(await use('secret')).toEqual({ user: USER, formToken: 'token' });
    wait(IDLE_MS - 1);
    expect(await use('secret')).toBeDefined();
  });

  it('ends when it is not used for 15 minutes', async () => {
    const { use, wait } = await session();

    wait(IDLE_MS);

    expect(IDLE_MS).toBe(15 * MINUTE_MS);
    expect(await use('secret')).toBeUndefined();
  });

  it('ends after 12 hours, however much it is used', async () => {
    const { use, wait } = await session();
    const inUse: boolean[] = [];

    for (let passed = 0; passed < LONGEST_MS; passed += 10 * MINUTE_MS) {
      inUse.push((await use('secret')) !== undefined);
      wait(10 * MINUTE_MS);
    }

    expect(LONGEST_MS).toBe(12 * 60 * MINUTE_MS);
    expect(inUse).not.toContain(false);
    expect(await use('secret')).toBeUndefined();
  });

  it('ends with a sign-out, for good', async () => {
    const { use, end } = await session();

    await end('secret');
    await end('secret');

    expect(await use('secret')).toBeUndefined();
  });

  it('is that of its own secret', async () => {
    const { use } = await session();

    expect(await use('another')).toBeUndefined();
  });
});
