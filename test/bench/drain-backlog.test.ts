import { expect, it } from 'vitest';
import { drainBacklog } from './drain-backlog.ts';

const unbounded = { writeUnitsASecond: Number.POSITIVE_INFINITY, writeUnitsAMessage: 1 };

it('begins with five batches at once and takes up to 300 more each minute', () => {
  const waiting = drainBacklog({
    messages: 1_000,
    perBatch: 10,
    batchMs: 1_000,
    atOnce: 1_000,
    ...unbounded,
  });

  expect(waiting.slice(0, 4)).toEqual([1_000, 950, 850, 700]);
  expect(waiting.at(-1)).toBe(0);
});

it('never runs more batches than the event source may', () => {
  const waiting = drainBacklog({ messages: 200, perBatch: 10, batchMs: 1_000, atOnce: 5, ...unbounded });

  expect(waiting).toEqual([200, 150, 100, 50, 0]);
});

it('never asks the table for more than it takes', () => {
  const waiting = drainBacklog({
    ...{ messages: 60, perBatch: 10, batchMs: 100, atOnce: 50 },
    writeUnitsASecond: 40,
    writeUnitsAMessage: 2,
  });

  expect(waiting).toEqual([60, 40, 20, 0]);
});
