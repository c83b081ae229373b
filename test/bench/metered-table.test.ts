import { expect, it } from 'vitest';
import { itemBytes, meteredTable, readUnits, writeUnits } from './metered-table.ts';
import { memoryTable } from './tables.ts';

it.each([
  ['names and texts by their bytes', { pk: 'P#1', sk: 'µg' }, 2 + 3 + 2 + 3],
  ['numbers by their digits', { n: 1_234 }, 1 + 3],
  [
    'lists and maps with 3 bytes and 1 for each element',
    { l: ['ab', true], m: { a: null } },
    8 + 1 + (1 + 3 + 1 + 1 + 1),
  ],
  ['nothing for what is left out', { a: undefined }, 1],
])('counts %s', (_, item, bytes) => {
  expect(itemBytes(item)).toBe(bytes);
});

it.each([
  [0, 1, 1],
  [1_024, 1, 1],
  [1_025, 1, 2],
  [4_096, 1, 4],
  [4_097, 2, 5],
])('%s bytes take %s units to read and %s to write', (bytes, read, write) => {
  expect(readUnits(bytes)).toBe(read);
  expect(writeUnits(bytes)).toBe(write);
});

it('adds up what a query reads before it rounds, and counts from the last time on', async () => {
  const { table, take } = meteredTable(memoryTable());
  await table.put({ pk: 'P#1', sk: 'A', text: 'x'.repeat(3_000) });
  await table.put({ pk: 'P#1', sk: 'B', text: 'x'.repeat(3_000) });

  expect(take()).toEqual({ requests: 2, readUnits: 0, writeUnits: 6 });
  await table.query('P#1', 'A', 'B');
  expect(take()).toEqual({ requests: 1, readUnits: 2, writeUnits: 0 });
});
