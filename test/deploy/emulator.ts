import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startMotoProcess } from '../stand-ins/moto-process.ts';

/** An emulator of AWS, in a process of its own. */
export type Emulator = {
  readonly port: number;
  /** Types of resources that have nothing behind their name. */
  readonly standIns: () => readonly string[];
  readonly output: () => string;
  readonly stop: () => Promise<void>;
};

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
  const script = join(import.meta.dirname, 'moto_server.py');
  const { port, lines, stop } = await startMotoProcess(python, [script], {
    EMULATOR_URL: publicUrl,
    TZ: 'UTC',
  });
  return {
    port,
    standIns: () => [...new Set(lines.filter(isStandIn).map((line) => line.slice(STAND_IN.length)))].sort(),
    output: () => lines.join('\n'),
    stop,
  };
}

const isStandIn = (line: string) => line.startsWith(STAND_IN);
