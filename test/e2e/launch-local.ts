import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NODE_ARGS } from './node-args.ts';

export type Addresses = { readonly mllpPort: number; readonly httpPort: number };

/** `npm start` as its own process, from the moment it is launched. */
export type LaunchedLocal = {
  readonly pid: number;
  readonly output: () => string;
  readonly errors: () => string;
  /** Where it listens, once it says `ready`; rejects with what it printed where it ends before. */
  readonly ready: Promise<Addresses>;
  /** The exit code once the process is gone; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly signal: (signal: NodeJS.Signals) => void;
};

export const ANY_PORTS = ['--mllp-port', '0', '--http-port', '0'];

export const MAIN = fileURLToPath(new URL('../../infra/local/main.ts', import.meta.url));

export function launchLocal(args: readonly string[], nodeArgs: readonly string[] = []): LaunchedLocal {
  return launch(process.execPath, [...NODE_ARGS, ...nodeArgs, MAIN, ...args]);
}

/** A command line that ends in that of the local runtime: within a namespace, under a limit. */
export function launch(command: string, args: readonly string[]): LaunchedLocal {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child, 'stdout');
  const errors = collect(child, 'stderr');
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const ended = once(child, 'close').then(() => {
    process.off('exit', endWithUs);
    return child.exitCode;
  });
  const ready = new Promise<Addresses>((resolve, reject) => {
    child.stdout.on('data', () => {
      if (/^ready$/m.test(output())) resolve(addressesIn(output()));
    });
    ended.then((code) => reject(new Error(`ended with ${code} before it was ready: ${errors()}`)), reject);
  });
  ready.catch(() => {});
  return {
    pid: child.pid ?? 0,
    output,
    errors,
    ready,
    ended,
    signal: (signal) => {
      child.kill(signal);
    },
  };
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  let text = '';
  child[stream]?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}

function addressesIn(output: string): Addresses {
  const portAfter = (pattern: RegExp) => Number(pattern.exec(output)?.[1]);
  return {
    httpPort: portAfter(/http:\/\/127\.0\.0\.1:(\d+)/),
    mllpPort: portAfter(/MLLP 127\.0\.0\.1:(\d+)/),
  };
}
