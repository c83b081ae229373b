import { expect, it } from 'vitest';
import { DAY_MS, epochMs } from '../../../shared/clinical/instant.ts';
import { NOTHING_COUNTED } from '../../../shared/hl7/batch-count.ts';
import type { SplitPosition } from '../../../shared/hl7/splitter.ts';
import { createFileProgress } from '../../../shared/intake/file-progress.ts';
import { countingTable } from '../alerting/counting-table.ts';

const NOW = epochMs(Date.UTC(2026, 0, 2, 12));
const position: SplitPosition = {
  ...{ offset: 120, index: 3, encoding: 'bytes', fieldSeparator: '|', count: NOTHING_COUNTED },
};

it('knows nothing of a file that was never begun', async () => {
  expect(await createFileProgress(countingTable()).load('a')).toEqual({
    position: undefined,
    done: false,
    compressed: false,
  });
});

it.each([
  ['how far a file has come', { position, done: false, compressed: true }],
  ['that a file is done', { position: undefined, done: true, compressed: false }],
])('remembers %s', async (_, saved) => {
  const progress = createFileProgress(countingTable());

  await progress.save('a', saved, NOW);

  expect(await progress.load('a')).toEqual(saved);
  expect((await progress.load('b')).done).toBe(false);
});

it('keeps it for thirty days, and no position where there is none', async () => {
  const table = countingTable();

  await createFileProgress(table).save('a', { position: undefined, done: true, compressed: false }, NOW);

  expect(await table.get('FILE#a', 'PROGRESS')).toStrictEqual({
    ...{ pk: 'FILE#a', sk: 'PROGRESS', done: true, compressed: false },
    expiresAt: (NOW + 30 * DAY_MS) / 1_000,
  });
});

it('takes what was saved before files came compressed as not compressed', async () => {
  const table = countingTable();
  await table.put({ pk: 'FILE#a', sk: 'PROGRESS', done: true });

  expect(await createFileProgress(table).load('a')).toEqual({
    position: undefined,
    done: true,
    compressed: false,
  });
});
