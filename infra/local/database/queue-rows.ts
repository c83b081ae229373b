import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { epochMsSchema } from '../../../shared/clinical/instant.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';

const leasedSchema = z
  .object({
    seq: z.number(),
    id: z.string(),
    feed: z.string(),
    received_at: epochMsSchema,
    charset: z.string().nullable(),
    origin: z.enum(['live', 'import']),
    body: z.instanceof(Uint8Array),
    receives: z.number(),
  })
  .transform(({ seq, received_at, body, charset, ...rest }) => ({
    ...rest,
    seq,
    receivedAt: received_at,
    bytes: body,
    ...(charset !== null && { charset }),
  }));

/** A message handed out for one attempt; `receives` counts this attempt too. */
export type LeasedMessage = QueuedMessage & {
  readonly seq: number;
  readonly id: string;
  readonly receives: number;
};

export type LeaseRequest = {
  readonly now: number;
  readonly visibilityMs: number;
  readonly limit: number;
  readonly maxBytes: number;
  readonly maxReceives: number;
};
/**
 * `dead`: messages that had had all their attempts and are dead letters from now on. `nextVisibleAt`: when the next
 * message that waits becomes visible; absent = nothing waits.
 */
export type Lease = {
  readonly messages: readonly LeasedMessage[];
  readonly dead: readonly string[];
  readonly nextVisibleAt?: number;
};

/** `visibleAt`: when a failed one is tried again. A message that is neither comes again when its lease runs out. */
export type SettleRequest = {
  readonly done: readonly string[];
  readonly failed: readonly { readonly id: string; readonly receives: number; readonly visibleAt: number }[];
};

/** No message is ever put off for as long: one that seems to be was put off before the clock was set back. */
const FARTHEST_MS = 600_000;

/** The durable queue as rows. Every function runs inside the caller's transaction. */
export function createQueueRows(db: DatabaseSync) {
  const insert = db.prepare(
    'INSERT INTO messages (id, feed, received_at, charset, origin, body, visible_at) VALUES (?, ?, ?, ?, ?, ?, 0)',
  );
  const countReceived = db.prepare(
    "INSERT INTO counts VALUES ('received', '', ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
  );
  const comeBack = db.prepare('UPDATE messages SET visible_at = 0 WHERE dead = 0 AND visible_at > ?');
  const waiting = db.prepare(
    `SELECT seq, id, feed, received_at, charset, origin, body, receives + 1 AS receives
     FROM messages WHERE dead = 0 AND visible_at <= ? ORDER BY visible_at, seq LIMIT ?`,
  );
  const hide = db.prepare(
    'UPDATE messages SET visible_at = ?, receives = receives + 1, leased = 1 WHERE seq = ?',
  );
  const next = db.prepare('SELECT min(visible_at) AS at FROM messages WHERE dead = 0');
  const remove = db.prepare('DELETE FROM messages WHERE id = ? AND fated = 1');
  const again = db.prepare(
    'UPDATE messages SET visible_at = ?, leased = 0 WHERE id = ? AND receives = ? AND dead = 0',
  );
  const bury = db.prepare('UPDATE messages SET dead = 1, leased = 0 WHERE seq = ?');

  function send(messages: readonly QueuedMessage[]): void {
    for (const { bytes, feed, receivedAt, charset, origin } of messages) {
      insert.run(randomUUID(), feed, receivedAt, charset ?? null, origin, bytes);
    }
    countReceived.run(messages.length);
  }

  function lease({ now, visibilityMs, limit, maxBytes, maxReceives }: LeaseRequest): Lease {
    const messages: LeasedMessage[] = [];
    const spent: LeasedMessage[] = [];
    let bytes = 0;
    comeBack.run(now + FARTHEST_MS);
    for (const row of waiting.iterate(now, limit)) {
      const message = leasedSchema.parse(row);
      if (message.receives > maxReceives) {
        spent.push(message);
        continue;
      }
      bytes += message.bytes.length;
      if (messages.length > 0 && bytes > maxBytes) break;
      messages.push(message);
    }
    for (const { seq } of messages) hide.run(now + visibilityMs, seq);
    for (const { seq } of spent) bury.run(seq);
    const at = next.get()?.at;
    return {
      messages,
      dead: spent.map(({ id }) => id),
      ...(typeof at === 'number' && { nextVisibleAt: at }),
    };
  }

  /** A message is done only when its fate is recorded too: nothing leaves the queue in silence. */
  function settle({ done, failed }: SettleRequest): void {
    for (const id of done) remove.run(id);
    for (const { id, receives, visibleAt } of failed) again.run(visibleAt, id, receives);
  }

  /** After a start nobody holds a lease: what was in flight is visible at once. */
  function releaseAll(): void {
    db.exec('UPDATE messages SET visible_at = 0, leased = 0 WHERE leased = 1');
  }

  /** Gives every dead letter its attempts anew; returns how many there were. */
  function redrive(): number {
    return Number(
      db.prepare('UPDATE messages SET dead = 0, receives = 0, visible_at = 0 WHERE dead = 1').run().changes,
    );
  }

  const depths = db.prepare(
    `SELECT (SELECT count(*) FROM messages WHERE dead = 0) AS waiting,
            (SELECT count(*) FROM messages WHERE dead = 1) AS dead`,
  );
  const oldest = db.prepare('SELECT min(received_at) AS at FROM messages WHERE dead = 0');
  const oldestSchema = z.object({ at: epochMsSchema.nullable() });
  const depthSchema = z.object({ waiting: z.number(), dead: z.number() });

  return {
    send,
    lease,
    settle,
    releaseAll,
    redrive,
    /** Messages not yet done, and those that had had all their attempts. */
    depth: () => depthSchema.parse(depths.get()),
    /** When the message that waits longest was received; undefined where none waits. */
    oldestWaiting: () => oldestSchema.parse(oldest.get()).at ?? undefined,
  };
}
