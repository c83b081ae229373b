import type { DatabaseSync } from 'node:sqlite';
import { createCountRows } from './count-rows.ts';
import { createInboxRows } from './inbox-rows.ts';
import { createQueueRows } from './queue-rows.ts';
import { createSettingRows } from './setting-rows.ts';

/** Every request the runtime makes of its database, by name; each takes one value and returns one. */
export function createRequests(db: DatabaseSync) {
  return { ...createQueueRows(db), ...createCountRows(db), ...createInboxRows(db), ...createSettingRows(db) };
}
export type Requests = ReturnType<typeof createRequests>;
export type RequestName = keyof Requests;

/** A request on its way to the database, and its answer on the way back. */
export type Call = { readonly number: number; readonly name: RequestName; readonly input: unknown };
export type Answer =
  | { readonly number: number; readonly result: unknown }
  | { readonly number: number; readonly error: unknown };

/** A failed answer on its way to another thread, where an error keeps neither class nor code. */
export type Fault = { readonly number: number; readonly fault: string };

/**
 * Carries out all calls in one transaction, so that many senders share one wait for the disk (group commit). Where
 * that fails each is tried alone: one that cannot be carried out does not fail the rest.
 */
export function carryOut(db: DatabaseSync, requests: Requests, calls: readonly Call[]): readonly Answer[] {
  try {
    return inTransaction(db, () => calls.map((call) => answer(requests, call)));
  } catch (error) {
    const [only, ...others] = calls;
    if (only && others.length === 0) return [{ number: only.number, error }];
    return calls.flatMap((call) => carryOut(db, requests, [call]));
  }
}

function answer(requests: Requests, { number, name, input }: Call): Answer {
  const request = requests[name] as (input: unknown) => unknown;
  return { number, result: request(input) };
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
