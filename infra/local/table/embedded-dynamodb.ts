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
  const text = isDiskFull(cause)
    ? diskFull(folder, ', then start again')
    : `${folder} failed (${lineOf(cause)}): start again; if that fails too, restore the data folder from a copy`;
  return new LocalRuntimeError(text, { cause });
}

function listening(worker: Worker, folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(new LocalRuntimeError(`${folder}: the table cannot be opened (${lineOf(cause)})`, { cause }));
    worker.once('error', fail);
    worker.once('message', (said: Said) => {
      worker.off('error', fail);
      if ('port' in said) resolve(said.port);
      else fail(said.fault);
    });
  });
}
