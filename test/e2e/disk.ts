import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ANY_PORTS, type LaunchedLocal, launch, MAIN } from './launch-local.ts';
import { dataFolder } from './local-process.ts';

/** Whether this user may mount in a namespace of its own: not everywhere, and never without Linux. */
export const mayMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** A disk of its own, which can be filled from outside while a pipeline runs on it. */
export type SmallDisk = {
  readonly start: () => LaunchedLocal;
  /** Fills it but for so many bytes. */
  readonly fill: (left: number) => void;
  readonly free: () => void;
};

export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = dataFolder();
  const mount = `mount -t tmpfs -o size=${megabytes}m tmpfs "$0" && echo mounted && exec sleep 600`;
  const holder = spawn('unshare', ['-rm', 'sh', '-c', mount, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void holder.kill());
  await once(holder.stdout, 'data');
  const enter = ['-t', String(holder.pid), '-U', '-m', '--preserve-credentials'];
  const filler = `/proc/${holder.pid}/root${folder}/filler`;
  return {
    start: () =>
      launch('nsenter', [...enter, process.execPath, MAIN, '--data-dir', join(folder, 'data'), ...ANY_PORTS]),
    fill: (left) => {
      const filled = fillUp(filler);
      truncateSync(filler, Math.max(0, filled - left));
    },
    free: () => truncateSync(filler, 0),
  };
}

/** Writes until not a byte more goes in. */
function fillUp(file: string): number {
  writeFileSync(file, '');
  let filled = 0;
  for (const size of [1_048_576, 4_096, 64, 1]) {
    try {
      for (;;) {
        appendFileSync(file, Buffer.alloc(size));
        filled += size;
      }
    } catch {
      // full for this size
    }
  }
  return filled;
}

/** The pipeline on a data folder that it may read and not write. */
export function startReadOnly(dataDir: string): LaunchedLocal {
  const readOnly = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';
  const command = [process.execPath, MAIN, '--data-dir', dataDir, ...ANY_PORTS];
  return launch('unshare', ['-rm', 'sh', '-c', readOnly, dataDir, ...command]);
}
