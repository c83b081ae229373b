import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { NODE_ARGS } from '../e2e/node-args.ts';

/** The pipeline, or its door, in a process of its own on a data folder of its own. */
export type PipelineProcess = {
  readonly mllpPort: number;
  readonly httpPort: number;
  readonly startedInMs: number;
  readonly residentMb: () => Promise<number>;
  /** Processor time of all its threads since it started. */
  readonly processorMs: () => Promise<number>;
};

const MAIN = new URL('../../infra/local/main.ts', import.meta.url).pathname;
const DOOR = new URL('./door-process.ts', import.meta.url).pathname;

type Addresses = { readonly mllpPort: number; readonly httpPort: number };

async function readyAddresses(child: ChildProcess): Promise<Addresses> {
  if (child.stdout === null) throw new Error('the pipeline has no output');
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (/\bready\b/.test(line)) return addressesIn(said.join('\n'));
  }
  throw new Error(`the pipeline ended before it was ready:\n${said.join('\n')}`);
}

function addressesIn(text: string): Addresses {
  const portAfter = (word: RegExp): number => {
    const line = text.split('\n').find((candidate) => word.test(candidate));
    return Number(/127\.0\.0\.1:(\d+)/.exec(line ?? '')?.[1]);
  };
  return { mllpPort: portAfter(/mllp/i), httpPort: portAfter(/http/i) };
}

async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** In ticks of a hundredth of a second, the fields after the name of the program: proc(5). */
async function processorMs(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Works with the whole pipeline as `npm start` runs it, and stops it whatever comes of that. */
export function withPipeline<T>(
  options: readonly string[],
  work: (pipeline: PipelineProcess) => Promise<T>,
): Promise<T> {
  return withProcess([...NODE_ARGS, MAIN, '--mllp-port', '0', '--http-port', '0', ...options], work);
}

/** Works with its door alone, with the queue on the disk behind it. */
export function withDoor<T>(work: (door: PipelineProcess) => Promise<T>): Promise<T> {
  return withProcess([DOOR], work);
}

async function withProcess<T>(
  script: readonly string[],
  work: (process: PipelineProcess) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'calcium-alerts-bench-'));
  const begun = performance.now();
  const child = spawn(process.execPath, [...script, '--data-dir', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    const addresses = await readyAddresses(child);
    const startedInMs = performance.now() - begun;
    child.stdout?.resume();
    return await work({
      ...addresses,
      startedInMs,
      residentMb: () => residentMb(child.pid),
      processorMs: () => processorMs(child.pid),
    });
  } finally {
    child.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true, force: true });
  }
}
