import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import * as z from 'zod';
import { codeOf, lineOf } from '../runtime-error.ts';
import { closeEveryIterator, levelOfDynalite, syncEveryWrite } from './mend-level.ts';
import { createTablesAtOnce, writeItemsWithIndexes } from './write-whole.ts';

/** The embedded DynamoDB in a thread of its own, its data in one folder. */
function run(): void {
  const port = parentPort;
  if (!port) throw new Error('dynalite-worker.ts runs as a worker thread only');
  const { folder } = z.object({ folder: z.string() }).parse(workerData);
  const level = levelOfDynalite();
  syncEveryWrite(level);
  closeEveryIterator(level);
  writeItemsWithIndexes(level);
  createTablesAtOnce(level);
  const server = dynalite({ path: folder, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  server.on('error', (error) => port.postMessage({ fault: lineOf(error) }));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address !== 'string') port.postMessage({ port: address.port });
  });
  port.once('message', () => {
    server.closeAllConnections();
    server.close(() => port.close());
  });
}

/** dynalite throws when a client goes away in the middle of a request: that request has failed, nothing else has. */
process.on('uncaughtException', (error) => {
  if (codeOf(error) === 'ECONNRESET') return;
  throw error;
});

run();
