import { DatabaseSync } from 'node:sqlite';
import { diskFull, LocalRuntimeError, lineOf } from '../runtime-error.ts';

const SCHEMA_VERSION = 1;

const SCHEMA = `
CREATE TABLE messages (
  seq         INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,
  feed        TEXT    NOT NULL,
  received_at INTEGER NOT NULL,
  charset     TEXT,
  origin      TEXT    NOT NULL,
  body        BLOB    NOT NULL,
  visible_at  INTEGER NOT NULL,
  receives    INTEGER NOT NULL DEFAULT 0,
  leased      INTEGER NOT NULL DEFAULT 0,
  fated       INTEGER NOT NULL DEFAULT 0,
  dead        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX messages_waiting ON messages (visible_at, seq) WHERE dead = 0;
CREATE INDEX messages_dead ON messages (seq) WHERE dead = 1;
CREATE TABLE counts (
  what   TEXT    NOT NULL,
  reason TEXT    NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (what, reason)
) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries (
  seq      INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  team     TEXT    NOT NULL,
  level    TEXT    NOT NULL,
  kind     TEXT    NOT NULL,
  protocol TEXT    NOT NULL,
  recipient TEXT   NOT NULL,
  subject  TEXT    NOT NULL,
  text     TEXT    NOT NULL,
  alert_id TEXT    NOT NULL
) STRICT;
CREATE TABLE notices (
  code     TEXT    NOT NULL,
  subject  TEXT    NOT NULL,
  text     TEXT    NOT NULL,
  n        INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at  INTEGER NOT NULL,
  PRIMARY KEY (code, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Opens the one database of the local runtime: queue, counts, inbox. Each commit is on the disk when it returns
 * (WAL, synchronous FULL). The exclusive lock is the operating system's: it ends with the process, however that ends.
 */
export function openDatabase(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    prepare(db, file);
    return db;
  } catch (error) {
    db?.close();
    throw faultOf(error, file) ?? new LocalRuntimeError(`${file} cannot be opened: ${lineOf(error)}`);
  }
}

function prepare(db: DatabaseSync, file: string): void {
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  db.exec('BEGIN EXCLUSIVE');
  const version = db.prepare('PRAGMA user_version').get()?.user_version;
  if (version === 0) db.exec(SCHEMA);
  else if (version !== SCHEMA_VERSION) {
    throw new LocalRuntimeError(
      `${file} was written by another version (${version}, this one reads ${SCHEMA_VERSION}): use another --data-dir`,
    );
  }
  db.exec('COMMIT');
  const found = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (found !== 'ok') throw corrupt(file);
}

function corrupt(file: string): LocalRuntimeError {
  return new LocalRuntimeError(
    `${file} is damaged and nothing was changed: restore the data folder from a copy, or start with another --data-dir`,
  );
}

/** SQLite's own result codes: https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/** What is to be said of an error of this database; undefined where it says nothing of the file or the disk. */
export function faultOf(error: unknown, file: string): LocalRuntimeError | undefined {
  if (error instanceof LocalRuntimeError) return error;
  switch (primaryResultCode(error)) {
    case SQLITE_BUSY:
      return new LocalRuntimeError(
        `${file} is in use by another running calcium-alerts: stop that one, or start with another --data-dir`,
      );
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return corrupt(file);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return new LocalRuntimeError(
        `${file} cannot be written: give this user write permission, or start with another --data-dir`,
      );
    case SQLITE_FULL:
      return new LocalRuntimeError(diskFull(file));
    case SQLITE_IOERR:
      return new LocalRuntimeError(`${file} cannot be read or written: look at the disk`);
    default:
      return undefined;
  }
}

function primaryResultCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0;
  return Number(error.errcode) & 0xff;
}
