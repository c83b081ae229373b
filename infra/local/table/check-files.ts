import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalRuntimeError } from '../runtime-error.ts';
import { isDamagedLog } from './check-log.ts';
import { isDamagedSortedFile } from './check-sorted-file.ts';

const CHECKS: readonly (readonly [ending: string, isDamaged: (file: Buffer) => boolean])[] = [
  ['.log', isDamagedLog],
  ['.ldb', isDamagedSortedFile],
];

const REMEDY = 'restore the data folder from a copy, or start with another --data-dir';

/**
 * To be called before the table is opened: its store would go on without what it cannot read, and facts would be lost
 * in silence.
 * @throws LocalRuntimeError that names the first file that is damaged, or the folder without its log.
 */
export function refuseDamagedFiles(folder: string): void {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder);
  if (hasLostItsLog(folder, names)) throw missingLog(folder);
  for (const name of names) {
    const [, isDamaged] = CHECKS.find(([ending]) => name.endsWith(ending)) ?? [];
    if (isDamaged?.(readFileSync(join(folder, name)))) throw damaged(join(folder, name));
  }
}

/** What CURRENT names before the store was opened for the first time; ever after there is a log beside it. */
const NEVER_OPENED = 'MANIFEST-000001';

function hasLostItsLog(folder: string, names: readonly string[]): boolean {
  if (!names.includes('CURRENT') || names.some((name) => name.endsWith('.log'))) return false;
  return readFileSync(join(folder, 'CURRENT'), 'utf8').trim() !== NEVER_OPENED;
}

function missingLog(folder: string): LocalRuntimeError {
  return new LocalRuntimeError(`${folder} has lost its log and nothing was changed: ${REMEDY}`);
}

function damaged(file: string): LocalRuntimeError {
  return new LocalRuntimeError(`${file} is damaged and nothing was changed: ${REMEDY}`);
}
