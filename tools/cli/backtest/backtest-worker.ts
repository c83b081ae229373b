import { parentPort, workerData } from 'node:worker_threads';
import { type CrewSetup, createLoneCrew } from './crew.ts';
import type { Answer, Task } from './threads.ts';

const crew = createLoneCrew(workerData as CrewSetup);

parentPort?.on('message', async ({ number, task }: { readonly number: number; readonly task: Task }) => {
  parentPort?.postMessage({ number, ...(await answerTo(task)) });
});

/** Of a fault its name and code alone: its text may quote a message. */
async function answerTo(task: Task): Promise<Answer> {
  try {
    return { result: await done(task) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    return { fault: { name: error instanceof Error ? error.name : typeof error, code } };
  }
}

async function done(task: Task) {
  switch (task.is) {
    case 'look-for':
      crew.lookFor(task.interest);
      return undefined;
    case 'read':
      return crew.read(task.batch);
    case 'judge':
      return crew.judge(task.task);
  }
}
