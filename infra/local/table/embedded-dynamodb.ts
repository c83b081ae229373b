import { statfsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { diskFull, isDiskFull, LocalRuntimeError, lineOf } from '../runtime-error.ts';
import { refuseDamagedFiles } from './check-files.ts';

/** A DynamoDB on this machine, for this process alone. */
export type EmbeddedDynamoDb = { readonly endpoint: string; readonly close: () => Promise<void> };

type Said = { readonly port: number } | { readonly fault: string };

/** Starts dynalite over `folder`; `onLost` is called when its thread ends unasked. */
export async function startEmbeddedDynamoDb(
  folder: string,
  onLost: (error: Error) => void,
): Promise<EmbeddedDynamoDb> {
  refuseDamagedFiles(folder);
  const worker = new Worker(new URL('./dynalite-worker.ts', import.meta.url), {
    workerData: { folder },
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  const port = await listening(worker, folder);
  let closing = false;
  worker.on('error', (cause) => {
    onLost(lost(folder, cause));
  });
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      if (!closing) onLost(new LocalRuntimeError(`the table in ${folder} was closed`));
      resolve();
    });
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      closing = true;
      worker.postMessage('close');
      await exited;
    },
  };
}

function lost(folder: string, cause: unknown): LocalRuntimeError {
  const otherwise = `${folder} failed (${lineOf(cause)}): start again; if that fails too, restore the data folder from a copy`;
  return roomOr(otherwise, folder, cause);
}

/** Says that the disk is full where it is, whatever the store made of it. */
function roomOr(otherwise: string, folder: string, cause: unknown): LocalRuntimeError {
  const isFull = isDiskFull(cause) || hasNoRoom(folder);
  return new LocalRuntimeError(isFull ? diskFull(folder, ', then start again') : otherwise, { cause });
}

/** More than LevelDB writes before it has opened a table. */
const LEAST_ROOM_BYTES = 1_000_000;

/** Where there is no room to open it, LevelDB may only say that it is closed. */
function hasNoRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < LEAST_ROOM_BYTES;
  } catch {
    return false;
  }
}

function listening(worker: Worker, folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(roomOr(`${folder}: the table cannot be opened (${lineOf(cause)})`, folder, cause));
    worker.once('error', fail);
    worker.once('message', (said: Said) => {
      worker.off('error', fail);
      if ('port' in said) resolve(said.port);
      else fail(said.fault);
    });
  });
}
