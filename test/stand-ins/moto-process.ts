import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from './loopback.ts';

/** A server of moto, in a process of its own. */
export type MotoProcess = {
  readonly port: number;
  /** What it has printed. */
  readonly lines: readonly string[];
  readonly stop: () => Promise<void>;
};

const READY = 'Running on';
const READY_WITHIN_MS = 60_000;

/** Starts a command that serves moto on a free port, and waits until it does. */
export async function startMotoProcess(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<MotoProcess> {
  const port = await freePort();
  const child = spawn(command, [...args, '--host', '127.0.0.1', '--port', String(port)], {
    env: { ...process.env, ...environment, MOTO_PORT: String(port) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  await readyOf(child, lines);
  return { port, lines, stop: () => end(child) };
}

async function readyOf(child: ChildProcess, lines: string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      if (line.includes(READY)) resolve();
    });
  }
  const failed = (why: string) => reject(new Error(`${why}\n${lines.join('\n')}`));
  child.once('error', ({ message }) => failed(message));
  child.once('exit', (code) => failed(`moto ended with ${code}`));
  const timer = setTimeout(() => failed(`moto was not ready within ${READY_WITHIN_MS} ms`), READY_WITHIN_MS);
  await promise.finally(() => clearTimeout(timer));
}

/** Ends a process that this one started. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}
