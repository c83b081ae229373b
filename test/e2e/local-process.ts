import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

export type InboxRow = {
  readonly at: string;
  readonly team: string;
  readonly level: string;
  readonly kind: string;
  readonly protocol: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly alertId: string;
};

export type Counts = {
  readonly received: number;
  readonly judged: number;
  readonly ignored: Readonly<Record<string, number>>;
  readonly quarantined: Readonly<Record<string, number>>;
  readonly valuesQuarantined: Readonly<Record<string, number>>;
};

/** `npm start` as its own process. */
export type LocalProcess = {
  readonly pid: number;
  readonly mllpPort: number;
  readonly httpPort: number;
  readonly output: () => string;
  readonly errors: () => string;
  readonly startedWithinMs: number;
  readonly json: <T>(path: string) => Promise<T>;
  /** Sends the signal and resolves to the exit code once the process is gone. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
};

const READY_WITHIN_MS = 15_000;

/** A folder of this test alone, removed when the test has finished. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the entry with these arguments until it ends by itself. */
export async function runToEnd(args: readonly string[]) {
  const { child, output, errors } = launch(args);
  const [code] = await once(child, 'close');
  return { code: Number(code), output: output(), errors: errors() };
}

/** Starts the pipeline on any free ports and waits until it says `ready`. */
export async function startLocally(dataDir: string, more: readonly string[] = []): Promise<LocalProcess> {
  const began = performance.now();
  const { child, output, errors } = launch([
    '--data-dir',
    dataDir,
    '--mllp-port',
    '0',
    '--http-port',
    '0',
    ...more,
  ]);
  const closed = once(child, 'close');
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await closed;
    return child.exitCode;
  };
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
  });
  await vi.waitFor(
    () => {
      if (child.exitCode !== null) return;
      if (!/^ready$/m.test(output())) throw new Error(`not ready: ${output()}${errors()}`);
    },
    { timeout: READY_WITHIN_MS, interval: 10 },
  );
  if (child.exitCode !== null) throw new Error(`ended while starting: ${errors()}`);
  const httpPort = portAfter(output(), /http:\/\/127\.0\.0\.1:(\d+)/);
  return {
    pid: child.pid ?? 0,
    httpPort,
    mllpPort: portAfter(output(), /MLLP 127\.0\.0\.1:(\d+)/),
    output,
    errors,
    startedWithinMs: performance.now() - began,
    json: async <T>(path: string) => (await (await fetch(`http://127.0.0.1:${httpPort}${path}`)).json()) as T,
    end,
  };
}

function launch(args: readonly string[]) {
  const child = spawn(process.execPath, ['infra/local/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, output: collect(child, 'stdout'), errors: collect(child, 'stderr') };
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  let text = '';
  child[stream]?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}

function portAfter(output: string, pattern: RegExp): number {
  return Number(pattern.exec(output)?.[1]);
}

/** Resolves once every message received has its fate. */
export async function settled(local: LocalProcess): Promise<Counts> {
  return vi.waitFor(
    async () => {
      const counts = await local.json<Counts>('/counts.json');
      if (fatesOf(counts) !== counts.received) throw new Error(`not settled: ${JSON.stringify(counts)}`);
      return counts;
    },
    { timeout: 60_000, interval: 50 },
  );
}

export function fatesOf({ judged, ignored, quarantined }: Counts): number {
  const sum = (reasons: Readonly<Record<string, number>>) =>
    Object.values(reasons).reduce((total, n) => total + n, 0);
  return judged + sum(ignored) + sum(quarantined);
}
