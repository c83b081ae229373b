import { describe, expect, it } from 'vitest';
import { settleEach } from '../../../functions/assess/settle-each.ts';

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('settling each of many', () => {
  it('keeps results and failures in order, whichever ends first', async () => {
    const settled = await settleEach([30, 1, 20, 2], 3, async (count) => {
      await turns(count);
      if (count >= 20) throw new Error(`${count}`);
      return count;
    });
    expect(settled.done).toEqual([1, 2]);
    expect(settled.failed).toEqual([new Error('30'), new Error('20')]);
  });

  it('begins no more at once than it may, and works all off', async () => {
    let running = 0;
    let most = 0;
    const { done } = await settleEach(
      Array.from({ length: 200 }, (_, index) => index),
      8,
      async (index) => {
        running += 1;
        most = Math.max(most, running);
        await turns(1);
        running -= 1;
        return index;
      },
    );
    expect(most).toBe(8);
    expect(done).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  it('has nothing to do for none', async () => {
    expect(await settleEach([], 8, () => Promise.reject(new Error('x')))).toEqual({ done: [], failed: [] });
  });
});
