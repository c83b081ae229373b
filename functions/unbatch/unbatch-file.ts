import { onceAProcess } from '../../shared/alerting/once-a-process.ts';
import type { Operations } from '../../shared/alerting/publisher.ts';
import { readDoorHeader } from '../../shared/hl7/door-header.ts';
import { splitStream } from '../../shared/hl7/split.ts';
import type { SplitEvent, SplitPosition } from '../../shared/hl7/splitter.ts';
import { type FeedDirectory, REFUSED_FEED } from '../../shared/intake/feed-directory.ts';
import type { FileProgress } from '../../shared/intake/file-progress.ts';
import type { DroppedFile, FileSource } from '../../shared/intake/file-source.ts';
import type { MessageQueue, QueuedMessage } from '../../shared/intake/message-queue.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Feed } from '../../shared/runtime/config.ts';
import { FileUnreadableError } from '../../shared/runtime/errors.ts';
import { gzipNotAllowedNotice, noticesOf, tooLargeNotice, unreadableNotice } from './file-notices.ts';
import { openFile } from './open-file.ts';

export type UnbatchFileParts = {
  readonly files: FileSource;
  readonly progress: FileProgress;
  readonly queue: MessageQueue;
  readonly feeds: FeedDirectory;
  readonly operations: Operations;
  readonly clock: Clock;
  /** Longest message. */
  readonly maxBytes: number;
  /** What a compressed file may grow to. */
  readonly maxGzipFileBytes: number;
};

/** `unfinished`: the time was up; what is left begins at the stored position. */
export type FileOutcome = { readonly is: 'done' | 'unfinished'; readonly messages: number };

/** What is queued before the progress is stored: at most so many messages, or about so many bytes. */
const BATCH_MESSAGES = 100;
const BATCH_BYTES = 4_000_000;

/** What has been read of a file and not yet queued; skipped messages count by their bytes alone. */
type Waiting = { messages: QueuedMessage[]; bytes: number; upTo: SplitPosition | undefined };
const nothingWaiting = (): Waiting => ({ messages: [], bytes: 0, upTo: undefined });

/** One attempt at one file. */
type Attempt = {
  readonly file: DroppedFile;
  readonly compressed: boolean;
  /** For what holds for every message of the file. */
  readonly operationsOnce: Operations;
  waiting: Waiting;
  messages: number;
};

/**
 * Queues every message of a file from where the last attempt stopped; its memory is one batch, whatever the file.
 * After a crash at most one batch is queued again, which changes nothing.
 */
export async function unbatchFile(
  file: DroppedFile,
  parts: UnbatchFileParts,
  timeIsUp: () => boolean,
): Promise<FileOutcome> {
  const progress = await parts.progress.load(file.id);
  if (progress.done) return { is: 'done', messages: 0 };
  const { bytes, compressed } = await openFile(file, progress, parts.files, parts.maxGzipFileBytes);
  const operationsOnce = onceAProcess(parts.operations);
  const attempt = { file, compressed, operationsOnce, waiting: nothingWaiting(), messages: 0 };
  const { maxBytes } = parts;
  const from = progress.position === undefined ? {} : { from: progress.position };
  const is = await queueMessages(splitStream(bytes, { maxBytes, ...from }), attempt, parts, timeIsUp);
  if (is === 'done') {
    await parts.progress.save(file.id, { position: undefined, done: true, compressed }, parts.clock.now());
  }
  return { is, messages: attempt.messages };
}

/** Ends as done, too, where what is left can never be read. */
async function queueMessages(
  events: AsyncIterable<SplitEvent>,
  attempt: Attempt,
  parts: UnbatchFileParts,
  timeIsUp: () => boolean,
): Promise<FileOutcome['is']> {
  try {
    for await (const event of events) {
      await take(event, attempt, parts);
      if (!isFull(attempt.waiting)) continue;
      await queueWaiting(attempt, parts);
      if (timeIsUp()) return 'unfinished';
    }
  } catch (error) {
    if (!(error instanceof FileUnreadableError)) throw error;
    await parts.operations.tell(unreadableNotice(attempt.file.id, error));
  }
  await queueWaiting(attempt, parts);
  return 'done';
}

async function take(
  event: SplitEvent,
  { file, compressed, waiting, operationsOnce }: Attempt,
  { feeds, operations }: UnbatchFileParts,
): Promise<void> {
  if (event.is === 'end') {
    for (const notice of noticesOf(file.id, event.report)) await operations.tell(notice);
    return;
  }
  waiting.upTo = event.position;
  waiting.bytes += event.position.offset - event.offset;
  if (event.is === 'too-large') return operations.tell(tooLargeNotice(file.id, event.offset));
  const feed = feedOf(event.bytes, feeds);
  if (compressed && feed?.gzip === false) return operationsOnce.tell(gzipNotAllowedNotice(file.id));
  waiting.messages.push({
    bytes: event.bytes,
    feed: feed?.id ?? REFUSED_FEED,
    receivedAt: file.droppedAt,
    origin: 'live',
  });
}

/** Undefined for a sender who is not allowed: what it sent ends in quarantine. */
function feedOf(bytes: Uint8Array, feeds: FeedDirectory): Feed | undefined {
  const reading = readDoorHeader(bytes);
  const sender = reading.is === 'header' ? reading.header : { sendingApplication: '', sendingFacility: '' };
  return feeds.ofSender(sender);
}

function isFull({ messages, bytes }: Waiting): boolean {
  return messages.length >= BATCH_MESSAGES || bytes >= BATCH_BYTES;
}

async function queueWaiting(attempt: Attempt, { queue, progress, clock }: UnbatchFileParts): Promise<void> {
  const { file, compressed, waiting } = attempt;
  if (waiting.upTo === undefined) return;
  if (waiting.messages.length > 0) await queue.send(waiting.messages);
  await progress.save(file.id, { position: waiting.upTo, done: false, compressed }, clock.now());
  attempt.messages += waiting.messages.length;
  attempt.waiting = nothingWaiting();
}
