import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** An emulator of AWS, in a process of its own. */
export type Emulator = {
  readonly port: number;
  /** Types of resources that have nothing behind their name. */
  readonly standIns: () => readonly string[];
  readonly output: () => string;
  readonly stop: () => Promise<void>;
};

const READY = 'Running on';
const READY_WITHIN_MS = 60_000;
const STAND_IN = 'stand-in ';

/** Where moto's own command says its Python is: version managers hide it behind a shim. */
const FIND_PYTHON = [
  ['python3', '-c', 'import moto.server, sys; print(sys.executable)'],
  ['sh', '-c', 'head -n 1 "$(pyenv which moto_server)" | cut -c 3-'],
  ['sh', '-c', 'head -n 1 "$(command -v moto_server)" | cut -c 3-'],
] as const;

/** A Python that has moto's server; undefined where there is none. */
export function findPython(): string | undefined {
  for (const [command, ...args] of FIND_PYTHON) {
    const python = outputOf(command, args);
    if (python !== undefined && outputOf(python, ['-c', 'import moto.server']) !== undefined) return python;
  }
  return undefined;
}

function outputOf(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** Starts moto on a free port. `publicUrl` is where its clients reach it: the addresses of queues begin with it. */
export async function startEmulator(python: string, publicUrl: string): Promise<Emulator> {
  const port = await freePort();
  const script = join(import.meta.dirname, 'moto_server.py');
  const child = spawn(python, [script, '--port', String(port)], {
    env: { ...process.env, EMULATOR_URL: publicUrl, MOTO_PORT: String(port), TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  await readyOf(child, lines);
  return {
    port,
    standIns: () => [...new Set(lines.filter(isStandIn).map((line) => line.slice(STAND_IN.length)))].sort(),
    output: () => lines.join('\n'),
    stop: () => end(child),
  };
}

const isStandIn = (line: string) => line.startsWith(STAND_IN);

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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
