import dynalite from 'dynalite';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../../infra/local/table/local-charts.ts';
import { levelOfDynalite } from '../../../infra/local/table/mend-level.ts';
import { createTablesAtOnce, writeItemsWithIndexes } from '../../../infra/local/table/write-whole.ts';
import { createDynamoDbTable } from '../../../shared/chart/dynamodb-table.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { listen } from '../../stand-ins/loopback.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** How many more writes reach the disk: what a process does after it was killed is on none. */
let writesLeft = Number.POSITIVE_INFINITY;

function forgetWhenNoneAreLeft(): void {
  const { prototype } = levelOfDynalite();
  for (const name of ['_put', '_del', '_batch'] as const) {
    const write = prototype[name];
    prototype[name] = function (...given) {
      if (writesLeft <= 0) return Promise.resolve();
      writesLeft -= 1;
      return write.apply(this, given);
    };
  }
}

/** Opens the folder as a new process would, does the work, closes it again. */
async function opened(path: string, work: (table: Table) => Promise<void>): Promise<void> {
  const server = dynalite({ path, createTableMs: 0 });
  const port = await listen(server);
  try {
    const client = await openTable(`http://127.0.0.1:${port}`);
    await work(createDynamoDbTable(client, 'calcium-alerts')).finally(() => client.destroy());
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** As `opened`, killed after so many writes. */
async function cutOff(writes: number, path: string, work: (table: Table) => Promise<void>): Promise<void> {
  writesLeft = writes;
  await opened(path, work).catch(() => {});
  writesLeft = Number.POSITIVE_INFINITY;
}

const chart = (dueAt?: number) => ({
  pk: 'P#1',
  sk: 'CHART',
  ...(dueAt !== undefined && { dueShard: 1, dueAt }),
});

const LATE = 1_000_000;

beforeAll(() => {
  forgetWhenNoneAreLeft();
  writeItemsWithIndexes(levelOfDynalite());
  createTablesAtOnce(levelOfDynalite());
});

describe.each([0, 1, 2, 3, 4])('the table of a process that is killed after %d writes', (writes) => {
  it.each([
    ['due later', chart(10), chart(20)],
    ['due no more', chart(10), chart()],
    ['due', chart(), chart(20)],
  ])('finds a chart that became %s where, and only where, it is due', async (_, before, after) => {
    const folder = temporaryFolder();
    await opened(folder, (table) => table.put(before));

    await cutOff(writes, folder, (table) => table.put(after));

    await opened(folder, async (table) => {
      const found = await table.get('P#1', 'CHART');
      expect([before, after]).toContainEqual(found);
      expect(await table.due(1, LATE, 10)).toEqual(found?.dueAt === undefined ? [] : ['P#1']);
      expect(await table.due(1, Number(found?.dueAt) - 1, 10).catch(() => [])).toEqual([]);
    });
  });

  it('takes what the next process puts into it', async () => {
    const folder = temporaryFolder();

    await cutOff(writes, folder, (table) => table.put(chart(10)));

    await opened(folder, async (table) => {
      await table.put(chart(20));
      expect(await table.due(1, LATE, 10)).toEqual(['P#1']);
    });
  });
});
