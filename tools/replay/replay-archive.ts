import { DAY_MS, type EpochMs, isoInstant } from '../../shared/clinical/instant.ts';
import type { MessageQueue, QueuedMessage } from '../../shared/intake/message-queue.ts';
import { archivedMessages } from './archived-messages.ts';
import type { MessageObjects } from './message-objects.ts';

export type ReplayDayParts = Pick<MessageObjects, 'list' | 'read'> & {
  readonly queue: MessageQueue;
  /** What is queued of an archived message; itself, where this is left out. */
  readonly prepare?: (message: QueuedMessage) => readonly QueuedMessage[];
};

export type ReplayParts = ReplayDayParts & {
  readonly onDay: (day: string, messages: number) => void;
};

/** Messages received then, both ends included. */
export type Span = { readonly from: EpochMs; readonly until: EpochMs };

/** @throws Error where nothing can have been received within it: a slip rather than a wish. */
export function checkSpan({ from, until }: Span): void {
  if (from > until) throw new Error('--from: lies after --until, or after now');
}

/**
 * Queues archived messages as they were queued before, with their first receipts: what was lost comes back as it was.
 * May be done again: a message that comes twice changes nothing. Resolves to how many there were.
 */
export async function replayArchive({ from, until }: Span, parts: ReplayParts): Promise<number> {
  checkSpan({ from, until });
  let all = 0;
  for (const day of daysOf({ from, until })) {
    const messages = await replayDay(day, { from, until }, parts);
    if (messages > 0) parts.onDay(day, messages);
    all += messages;
  }
  return all;
}

/** Queues what of the span lies in the archive under one day; resolves to how many messages. */
export async function replayDay(day: string, { from, until }: Span, parts: ReplayDayParts): Promise<number> {
  let messages = 0;
  for (const name of await parts.list(`archive/${day}/`, from)) {
    const received = archivedMessages(await parts.read(name))
      .filter(({ receivedAt }) => receivedAt >= from && receivedAt <= until)
      .flatMap((message) => parts.prepare?.(message) ?? [message]);
    await parts.queue.send(received);
    messages += received.length;
  }
  return messages;
}

/** How old a message may be when it is judged: 4 days in the queue, 14 more among the dead letters. */
const LONGEST_WAIT_DAYS = 18;

/**
 * An object lies under the day of its first message, which may have waited long, and its batch may hold messages that
 * have only just come: days before are looked at too.
 */
export function daysOf({ from, until }: Span): readonly string[] {
  const first = Math.floor(from / DAY_MS) - LONGEST_WAIT_DAYS;
  const last = Math.floor(until / DAY_MS);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    isoInstant(((first + index) * DAY_MS) as EpochMs).slice(0, 10),
  );
}
