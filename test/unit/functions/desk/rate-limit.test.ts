import { describe, expect, it } from 'vitest';
import { createRateLimit, REQUESTS_PER_ADDRESS } from '../../../../functions/desk/rate-limit.ts';
import { epochMs, MINUTE_MS } from '../../../../shared/clinical/instant.ts';
import { versionedItems } from '../../../stand-ins/versioned-items.ts';

const ADDRESS = 'address:192.0.2.1';

async function exhausted() {
  const clock = { at: 10 * MINUTE_MS, now: () => epochMs(clock.at) };
  const table = versionedItems();
  const limit = createRateLimit({ table, clock });
  for (let n = 0; n < REQUESTS_PER_ADDRESS; n += 1) await limit(ADDRESS);
  return { clock, table, limit };
}

describe('an address that has sent all it may within a minute', () => {
  it('is refused, and no other is', async () => {
    const { limit } = await exhausted();

    await expect(limit(ADDRESS)).rejects.toMatchObject({ refusal: 'too-many-requests' });
    await expect(limit('address:192.0.2.2')).resolves.toBeUndefined();
  });

  it('may send again in the next', async () => {
    const { limit, clock } = await exhausted();

    clock.at += MINUTE_MS;

    await expect(limit(ADDRESS)).resolves.toBeUndefined();
  });

  it('leaves no address in the table, and nothing for long', async () => {
    const { table, clock } = await exhausted();

    const [item] = table.items.values();

    expect(JSON.stringify([...table.items])).not.toContain('192.0.2.1');
    expect(Number(item?.expiresAt) * 1_000 - clock.at).toBe(2 * MINUTE_MS);
  });
});
