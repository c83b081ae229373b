import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DataFolder, patientKey } from './data-folder.ts';
import type { Database } from './database/database-client.ts';
import { LocalRuntimeError } from './runtime-error.ts';

const KEY_SETTING = 'patient-key-fingerprint';

/**
 * A table without its database was half deleted or half restored: what was acknowledged and not yet judged would be
 * lost in silence.
 */
export function refuseTableAlone(folder: DataFolder): void {
  if (existsSync(folder.table) && !existsSync(folder.database)) throw missing(folder.database);
}

/**
 * The key of the patients, once it is sure to belong to the table and the table to the database. With a new table or
 * another key the registry would be out of sight, and nobody would be paged.
 */
export async function patientKeyOfWhole(folder: DataFolder, database: Database): Promise<Uint8Array> {
  const remembered = await database.ask('setting', KEY_SETTING);
  const isNew = !existsSync(folder.table);
  if (remembered !== undefined) refuseEmptied(folder.table);
  const key = patientKey(folder, isNew);
  if (remembered === undefined || remembered === fingerprint(key)) return key;
  throw new LocalRuntimeError(
    `${folder.patientKey} is not the key that this data folder was made with: restore it from a copy`,
  );
}

/** Without the file that every table has its store would begin a new one, and take away what is left of the old. */
function refuseEmptied(table: string): void {
  if (!existsSync(table)) throw missing(table);
  if (existsSync(join(table, 'CURRENT'))) return;
  throw new LocalRuntimeError(
    `${table} has lost files and nothing was changed: restore the data folder from a copy, or start with another --data-dir`,
  );
}

/** To be called when the table is open: from then on the three belong together. */
export async function rememberWhole(key: Uint8Array, database: Database): Promise<void> {
  await database.ask('remember', { name: KEY_SETTING, value: fingerprint(key) });
}

function fingerprint(key: Uint8Array): string {
  return createHmac('sha256', key).update(KEY_SETTING).digest('base64url').slice(0, 22);
}

function missing(path: string): LocalRuntimeError {
  return new LocalRuntimeError(`${path} is missing: restore it from a copy, or use another --data-dir`);
}
