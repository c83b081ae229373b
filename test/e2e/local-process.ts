import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';
import { ANY_PORTS, type LaunchedLocal, launchLocal } from './launch-local.ts';

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
  /** Of a page for several, all of them. */
  readonly alertIds?: readonly string[];
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
  const { ended, output, errors } = launchLocal(args);
  return { code: Number(await ended), output: output(), errors: errors() };
}

/** Starts the pipeline on any free ports and waits until it says `ready`. */
export function startLocally(dataDir: string, more: readonly string[] = []): Promise<LocalProcess> {
  return whenReady(launchLocal(['--data-dir', dataDir, ...ANY_PORTS, ...more]));
}

/** Waits until it says `ready`; it ends with the test at the latest. */
export async function whenReady(local: LaunchedLocal): Promise<LocalProcess> {
  const { pid, output, errors } = local;
  const end = (signal: NodeJS.Signals) => {
    local.signal(signal);
    return local.ended;
  };
  onTestFinished(async () => {
    await end('SIGKILL');
  });
  const addresses = await Promise.race([local.ready, tooLate(local)]);
  return {
    ...{ pid, output, errors, end },
    ...addresses,
    json: async <T>(path: string) =>
      (await (await fetch(`http://127.0.0.1:${addresses.httpPort}${path}`)).json()) as T,
  };
}

async function tooLate({ output, errors }: LaunchedLocal): Promise<never> {
  await setTimeout(READY_WITHIN_MS, undefined, { ref: false });
  throw new Error(`not ready: ${output()}${errors()}`);
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
