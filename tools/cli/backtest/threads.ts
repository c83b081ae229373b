import { Worker } from 'node:worker_threads';
import type { GroupAccount } from './account.ts';
import type { Batch, BatchOutcome } from './batch.ts';
import type { Crew, CrewSetup, JudgeTask } from './crew.ts';
import type { Interest } from './may-concern.ts';

export type Task =
  | { readonly is: 'read'; readonly batch: Batch; readonly interest: Interest }
  | { readonly is: 'judge'; readonly task: JudgeTask };

export type Answer =
  | { readonly result: BatchOutcome | readonly GroupAccount[] }
  | { readonly fault: { readonly name: string; readonly code: string | undefined } };

/** One thread more than it works on waits for it, so that it never waits for us. */
const TASKS_A_THREAD = 2;

/** Works in so many threads, each with whatever has the fewest tasks. */
export function createThreads(count: number, setup: CrewSetup): Crew {
  const threads = Array.from({ length: count }, () => createThread(setup));
  const idlest = () => threads.reduce((a, b) => (b.waiting() < a.waiting() ? b : a));
  return {
    tasksAtOnce: count * TASKS_A_THREAD,
    read: async (batch, interest) => {
      const task = { is: 'read', batch, interest } as const;
      return (await idlest().work(task, [batch.bytes.buffer as ArrayBuffer])) as BatchOutcome;
    },
    judge: async (task) => (await idlest().work({ is: 'judge', task }, [])) as readonly GroupAccount[],
    close: async () => {
      await Promise.all(threads.map(({ close }) => close()));
    },
  };
}

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: unknown) => void };

function createThread(setup: CrewSetup) {
  const worker = new Worker(new URL('./backtest-worker.ts', import.meta.url), { workerData: setup });
  const waiting = new Map<number, Waiting>();
  let numbered = 0;
  worker.on('message', ({ number, ...answer }: Answer & { readonly number: number }) => {
    const task = waiting.get(number);
    waiting.delete(number);
    if ('result' in answer) task?.resolve(answer.result);
    else task?.reject(Object.assign(new Error('a thread failed'), answer.fault));
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return {
    waiting: () => waiting.size,
    work: (task: Task, transfer: readonly ArrayBuffer[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        numbered += 1;
        waiting.set(numbered, { resolve, reject });
        worker.postMessage({ number: numbered, task }, [...transfer]);
      }),
    close: () => worker.terminate(),
  };
}
