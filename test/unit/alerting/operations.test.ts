import { describe, expect, it } from 'vitest';
import { createOperations } from '../../../shared/alerting/operations.ts';
import { countingTable } from './counting-table.ts';

const notice = { code: 'UNMAPPED_CALCIUM', subject: 'feed-a CAX', text: 'an unmapped code' };

describe('telling operations', () => {
  it('posts the first time and at powers of ten, with the count', async () => {
    const posted: number[] = [];
    const { tell } = createOperations(countingTable(), async (_, count) => void posted.push(count));
    for (let time = 1; time <= 120; time += 1) await tell(notice);
    expect(posted).toEqual([1, 10, 100]);
  });

  it('counts each code and subject by itself', async () => {
    const posted: string[] = [];
    const { tell } = createOperations(countingTable(), async ({ subject }) => void posted.push(subject));
    await tell({ ...notice, subject: 'a' });
    await tell({ ...notice, subject: 'b' });
    await tell({ ...notice, subject: 'a' });
    expect(posted).toEqual(['a', 'b']);
  });

  it('posts with the next notice what could not be posted', async () => {
    let fails = true;
    const posted: number[] = [];
    const { tell } = createOperations(countingTable(), async (_, count) => {
      if (fails) throw new Error('down');
      posted.push(count);
    });
    await expect(tell(notice)).rejects.toThrow('down');
    fails = false;
    await tell(notice);
    await tell(notice);
    expect(posted).toEqual([2]);
  });

  it('keeps the code beside the count and what was told', async () => {
    const table = countingTable();

    await createOperations(table, async () => {}).tell(notice);

    const kept = table.keys().map((key) => key.split('|')) as [string, string][];
    const items = await Promise.all(kept.map(([pk, sk]) => table.get(pk, sk)));
    expect(items).toMatchObject([{ code: 'UNMAPPED_CALCIUM', count: 1 }, { code: 'UNMAPPED_CALCIUM' }]);
  });

  it('keeps code and subject out of the key', async () => {
    const table = countingTable();
    await createOperations(table, async () => {}).tell(notice);
    expect(table.keys().join()).not.toMatch(/UNMAPPED|CAX/);
    expect(table.keys().every((key) => /^OPS#[\w-]{22}\|/.test(key))).toBe(true);
    expect(table.keys().map((key) => key.split('|')[1])).toEqual(['COUNT', 'TOLD#0']);
  });
});
