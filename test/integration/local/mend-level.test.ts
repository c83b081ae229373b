import dynalite from 'dynalite';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openTable } from '../../../infra/local/table/local-charts.ts';
import { closeEveryIterator, levelOfDynalite } from '../../../infra/local/table/mend-level.ts';
import { createDynamoDbTable } from '../../../shared/chart/dynamodb-table.ts';
import { listen } from '../../stand-ins/loopback.ts';
import { temporaryFolder } from './temporary-folder.ts';

type Resource = Record<'attachResource' | 'detachResource', (resource: unknown) => void>;

/** Counts what the store holds open: an iterator is one from its making until it is closed. */
function watchIterators(): ReadonlySet<unknown> {
  const open = new Set<unknown>();
  const prototype = levelOfDynalite().prototype as unknown as Resource;
  const { attachResource, detachResource } = prototype;
  prototype.attachResource = function (resource) {
    open.add(resource);
    attachResource.call(this, resource);
  };
  prototype.detachResource = function (resource) {
    open.delete(resource);
    detachResource.call(this, resource);
  };
  afterAll(() => Object.assign(prototype, { attachResource, detachResource }));
  return open;
}

async function embeddedTable() {
  const server = dynalite({ path: temporaryFolder(), createTableMs: 0 });
  const client = await openTable(`http://127.0.0.1:${await listen(server)}`);
  onTestFinished(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return createDynamoDbTable(client, 'calcium-alerts');
}

describe('the embedded table', () => {
  const open = watchIterators();
  closeEveryIterator(levelOfDynalite());

  it('keeps nothing open of a query that was answered, however often it is asked', async () => {
    const table = await embeddedTable();
    for (let n = 0; n < 30; n += 1) await table.put({ pk: 'P#1', sk: `FACT#${n}` });
    const before = open.size;

    for (let n = 0; n < 20; n += 1) {
      expect(await table.query('P#1', 'CHART', 'FACT#~')).toHaveLength(30);
      expect(await table.due(n % 4, 1_000, 10)).toEqual([]);
    }

    await vi.waitFor(() => expect(open.size).toBe(before));
  });
});
