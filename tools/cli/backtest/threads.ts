import { Worker } from 'node:worker_threads';
import type { GroupAccount } from './account.ts';
import type { Batch, BatchOutcome } from './batch.ts';
import type { Crew, CrewSetup, JudgeTask } from './crew.ts';
import type { Interest } from './may-concern.ts';

export type Task =
  | { readonly is: 'look-for'; readonly interest: Interest }
  | { readonly is: 'read'; readonly batch: Batch }
  | { readonly is: 'judge'; readonly task: JudgeTask };

export type Answer =
  | { readonly result: BatchOutcome | readonly GroupAccount[] | undefined }
  | { readonly fault: { readonly name: string; readonly code: string | undefined } };

/** One thread more than it works on waits for it, so that it never waits for us. */
const TASKS_A_THREAD = 2;

/** Works in so many threads, each with whatever has the fewest tasks. */
export function createThreads(count: number, setup: CrewSetup): Crew {
  const threads = Array.from({ length: count }, () => createThread(setup));
  const idlest = () => threads.reduce((a, b) => (b.waiting() < a.waiting() ? b : a));
  return {
    tasksAtOnce: count * TASKS_A_THREAD,
    lookFor: (interest) => {
      for (const { tell } of threads) tell({ is: 'look-for', interest });
    },
    read: async (batch) => {
      const task = { is: 'read', batch } as const;
      return (await idlest().work(task, [batch.bytes.buffer as ArrayBuffer])) as BatchOutcome;
    },
    judge: async (task) => (await idlest().work({ is: 'judge', task }, [])) as readonly GroupAccount[],
    close: async () => {
      await Promise.all(threads.map(({ close }) => close()));
    },
  };
}

/** What a message leaves behind is gone after it: with more room for it the memory of a long run only grows. */
const YOUNG_MB = 16;

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: unknown) => void };

function createThread(setup: CrewSetup) {
  const worker = new Worker(new URL('./backtest-worker.ts', import.meta.url), {
    workerData: setup,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const waiting = new Map<number, Waiting>();
  let numbered = 0;
  let lost: unknown;
  worker.on('message', ({ number, ...answer }: Answer & { readonly number: number }) => {
    const task = waiting.get(number);
    waiting.delete(number);
    if ('result' in answer) task?.resolve(answer.result);
    else task?.reject(Object.assign(new Error('a thread failed'), answer.fault));
  });
  worker.on('error', (error) => {
    lost = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return {
    waiting: () => waiting.size,
    /** Messages to a thread come in their order: what follows finds it done. */
    tell: (task: Task): void => worker.postMessage({ number: 0, task }),
    work: (task: Task, transfer: readonly ArrayBuffer[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (lost !== undefined) return reject(lost);
        numbered += 1;
        waiting.set(numbered, { resolve, reject });
        worker.postMessage({ number: numbered, task }, [...transfer]);
      }),
    close: () => worker.terminate(),
  };
}
