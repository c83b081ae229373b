import { Worker } from 'node:worker_threads';
import { LocalRuntimeError } from '../runtime-error.ts';
import type { Answer, Fault, RequestName, Requests } from './local-database.ts';

type Input<Name extends RequestName> = Parameters<Requests[Name]>[0];
type Output<Name extends RequestName> = ReturnType<Requests[Name]>;

/** Asks the database thread. Resolves once what was asked is committed to the disk. */
export type Database = {
  readonly ask: <Name extends RequestName>(name: Name, input: Input<Name>) => Promise<Output<Name>>;
  /** Finishes what was asked, then closes the file. */
  readonly close: () => Promise<void>;
};

type Waiting = { readonly resolve: (result: never) => void; readonly reject: (error: unknown) => void };

/** Opens the database in its own thread; `onLost` is called when that thread ends unasked. */
export async function connectDatabase(file: string, onLost: (error: Error) => void): Promise<Database> {
  const worker = new Worker(new URL('./database-worker.ts', import.meta.url), {
    workerData: { file },
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  await opened(worker);
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let closing = false;

  worker.on('message', (answers: readonly (Answer | Fault)[]) => {
    for (const answer of answers) {
      const call = waiting.get(answer.number);
      waiting.delete(answer.number);
      if ('fault' in answer) call?.reject(new LocalRuntimeError(answer.fault));
      else if ('error' in answer) call?.reject(answer.error);
      else call?.resolve(answer.result as never);
    }
  });

  const lose = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (!closing) onLost(error);
  };
  worker.on('error', lose);
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      lose(new LocalRuntimeError(`the database ${file} was closed`));
      closing = true;
      resolve();
    });
  });

  return {
    ask: (name, input) =>
      new Promise((resolve, reject) => {
        if (closing) return reject(new LocalRuntimeError(`the database ${file} is closed`));
        last += 1;
        waiting.set(last, { resolve, reject });
        worker.postMessage({ number: last, name, input });
      }),
    close: async () => {
      closing = true;
      worker.postMessage('close');
      await exited;
    },
  };
}

function opened(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (said: 'open' | { readonly fault: string }) => {
      worker.off('error', reject);
      if (said === 'open') resolve();
      else reject(new LocalRuntimeError(said.fault));
    });
  });
}
