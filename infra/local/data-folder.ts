import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeOf, diskFull, isDiskFull, LocalRuntimeError, lineOf } from './runtime-error.ts';

/** Where everything of one local runtime is kept. */
export type DataFolder = {
  readonly path: string;
  readonly database: string;
  readonly table: string;
  readonly messages: string;
  readonly config: string;
  readonly patientKey: string;
  /** Who may sign in to the desk of this machine. */
  readonly deskUsers: string;
};

/**
 * Makes the folder, for this user alone, where it does not exist.
 * @throws LocalRuntimeError with one line where it cannot be used.
 */
export function openDataFolder(dataDir: string): DataFolder {
  const path = resolve(dataDir);
  try {
    makeFolder(path);
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new LocalRuntimeError(`--data-dir ${path} ${whyUnusable(error)}`);
  }
  return {
    path,
    database: join(path, 'calcium-alerts.db'),
    table: join(path, 'table'),
    messages: join(path, 'messages'),
    config: join(path, 'calcium-alerts.config.json'),
    patientKey: join(path, 'patient-key'),
    deskUsers: join(path, 'desk-users.json'),
  };
}

/** Level by level: Node's own recursive mkdir never returns where a folder cannot be made below one that exists. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  mkdirSync(path, { mode: 0o700 });
}

function whyUnusable(error: unknown): string {
  switch (codeOf(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'is a file: name a folder';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'cannot be written: give this user write permission, or name another folder';
    default:
      return `cannot be used (${lineOf(error)}): name another folder`;
  }
}

const KEY_BYTES = 32;

/**
 * The secret under which patients are stored; made once, with a new folder. A folder that has charts but no key is
 * refused: a new key would lose sight of every patient.
 */
export function patientKey(folder: DataFolder, isNew: boolean): Uint8Array {
  try {
    const key = Buffer.from(readFileSync(folder.patientKey, 'utf8').trim(), 'hex');
    if (key.length === KEY_BYTES) return key;
    throw new LocalRuntimeError(`${folder.patientKey} is damaged: restore it from a copy`);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  if (!isNew) {
    throw new LocalRuntimeError(
      `${folder.patientKey} is missing: restore it from a copy, or use another --data-dir`,
    );
  }
  const key = randomBytes(KEY_BYTES);
  writeDurably(folder.patientKey, key.toString('hex'));
  return key;
}

/**
 * Written beside its place, flushed to the disk and renamed: whole or not there; for this user alone.
 * @throws LocalRuntimeError with one line where it cannot be written.
 */
export function writeDurably(file: string, text: string): void {
  try {
    write(`${file}.part`, text);
    renameSync(`${file}.part`, file);
  } catch (error) {
    throw new LocalRuntimeError(isDiskFull(error) ? diskFull(file) : `${file} ${whyUnusable(error)}`);
  }
}

function write(file: string, text: string): void {
  const fd = openSync(file, 'w', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
