import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalRuntimeError } from '../runtime-error.ts';
import { isDamagedLog } from './check-log.ts';
import { isDamagedSortedFile } from './check-sorted-file.ts';

const CHECKS: readonly (readonly [ending: string, isDamaged: (file: Buffer) => boolean])[] = [
  ['.log', isDamagedLog],
  ['.ldb', isDamagedSortedFile],
];

/**
 * To be called before the table is opened: its store would go on without what it cannot read, and facts would be lost
 * in silence.
 * @throws LocalRuntimeError that names the first file that is damaged.
 */
export function refuseDamagedFiles(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const [, isDamaged] = CHECKS.find(([ending]) => name.endsWith(ending)) ?? [];
    if (isDamaged?.(readFileSync(join(folder, name)))) throw damaged(join(folder, name));
  }
}

function damaged(file: string): LocalRuntimeError {
  return new LocalRuntimeError(
    `${file} is damaged and nothing was changed: restore the data folder from a copy, or start with another --data-dir`,
  );
}
