import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Fate } from '../../../shared/intake/fate.ts';

/** Public shape of /counts.json; received = judged + ignored + quarantined once the queue is empty. */
export type Counts = {
  readonly received: number;
  readonly judged: number;
  readonly ignored: Readonly<Record<string, number>>;
  readonly quarantined: Readonly<Record<string, number>>;
  readonly valuesQuarantined: Readonly<Record<string, number>>;
};

export type FateRequest = { readonly id: string; readonly fate: Fate };

const rowSchema = z.object({ what: z.string(), reason: z.string(), n: z.number() });

/** Fates and what they add up to, in the same database and transaction as the queue. */
export function createCountRows(db: DatabaseSync) {
  const fate = db.prepare('UPDATE messages SET fated = 1 WHERE id = ? AND fated = 0');
  const add = db.prepare('INSERT INTO counts VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1');
  const all = db.prepare('SELECT what, reason, n FROM counts ORDER BY what, reason');

  /** The first fate of a message is its fate; anything later changes nothing. */
  function recordFate({ id, fate: of }: FateRequest): void {
    if (fate.run(id).changes !== 1) return;
    add.run(of.is, of.is === 'judged' ? '' : of.reason);
    const values = of.is === 'ignored' ? [] : (of.valuesQuarantined ?? []);
    for (const reason of values) add.run('valueQuarantined', reason);
  }

  function counts(): Counts {
    const rows = all.all().map((row) => rowSchema.parse(row));
    const sole = (what: string) => rows.find((row) => row.what === what)?.n ?? 0;
    const byReason = (what: string) =>
      Object.fromEntries(rows.filter((row) => row.what === what).map(({ reason, n }) => [reason, n]));
    return {
      received: sole('received'),
      judged: sole('judged'),
      ignored: byReason('ignored'),
      quarantined: byReason('quarantined'),
      valuesQuarantined: byReason('valueQuarantined'),
    };
  }

  return { recordFate, counts };
}
