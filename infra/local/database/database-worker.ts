import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { lineOf } from '../runtime-error.ts';
import { type Answer, type Call, carryOut, createRequests, type Fault } from './local-database.ts';
import { faultOf, openDatabase } from './open-database.ts';

/** The thread that waits for the disk. All calls that arrived while it waited share the next commit. */
function run(): void {
  const port = parentPort;
  if (!port) throw new Error('database-worker.ts runs as a worker thread only');
  const { file } = z.object({ file: z.string() }).parse(workerData);
  const db = openDatabase(file);
  const requests = createRequests(db);
  port.on('message', (first: Call | 'close') => {
    const calls: Call[] = [];
    let closing = first === 'close';
    if (first !== 'close') calls.push(first);
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port)) {
      if (more.message === 'close') closing = true;
      else calls.push(more.message);
    }
    if (calls.length > 0) port.postMessage(carryOut(db, requests, calls).map((one) => toSay(one, file)));
    if (!closing) return;
    db.close();
    port.close();
  });
  port.postMessage('open');
}

function toSay(answer: Answer, file: string): Answer | Fault {
  const fault = 'error' in answer ? faultOf(answer.error, file) : undefined;
  return fault ? { number: answer.number, fault: fault.message } : answer;
}

try {
  run();
} catch (error) {
  parentPort?.postMessage({ fault: lineOf(error) });
  parentPort?.close();
}
