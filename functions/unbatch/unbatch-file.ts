import type { Operations } from '../../shared/alerting/publisher.ts';
import { readDoorHeader } from '../../shared/hl7/door-header.ts';
import { splitStream } from '../../shared/hl7/split.ts';
import type { SplitEvent, SplitPosition } from '../../shared/hl7/splitter.ts';
import { type FeedDirectory, REFUSED_FEED } from '../../shared/intake/feed-directory.ts';
import type { FileProgress } from '../../shared/intake/file-progress.ts';
import type { DroppedFile, FileSource } from '../../shared/intake/file-source.ts';
import type { MessageQueue, QueuedMessage } from '../../shared/intake/message-queue.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { noticesOf, tooLargeNotice } from './file-notices.ts';

export type UnbatchFileParts = {
  readonly files: FileSource;
  readonly progress: FileProgress;
  readonly queue: MessageQueue;
  readonly feeds: FeedDirectory;
  readonly operations: Operations;
  readonly clock: Clock;
  /** Longest message. */
  readonly maxBytes: number;
};

/** `unfinished`: the time was up; what is left begins at the stored position. */
export type FileOutcome = { readonly is: 'done' | 'unfinished'; readonly messages: number };

/** What is queued before the progress is stored: at most so many messages, or about so many bytes. */
const BATCH_MESSAGES = 100;
const BATCH_BYTES = 4_000_000;

type Waiting = { messages: QueuedMessage[]; bytes: number; upTo: SplitPosition | undefined };
const nothingWaiting = (): Waiting => ({ messages: [], bytes: 0, upTo: undefined });

/**
 * Queues every message of a file from where the last attempt stopped; its memory is one batch, whatever the file.
 * After a crash at most one batch is queued again, which changes nothing.
 */
export async function unbatchFile(
  file: DroppedFile,
  parts: UnbatchFileParts,
  timeIsUp: () => boolean,
): Promise<FileOutcome> {
  const { position, done } = await parts.progress.load(file.id);
  if (done) return { is: 'done', messages: 0 };
  const options = { maxBytes: parts.maxBytes, ...(position === undefined ? {} : { from: position }) };
  let waiting = nothingWaiting();
  let messages = 0;
  for await (const event of splitStream(parts.files.read(file, position?.offset ?? 0), options)) {
    await take(event, file, waiting, parts);
    if (event.is !== 'end' && !isFull(waiting)) continue;
    messages += await queueAll(waiting, file, parts);
    waiting = nothingWaiting();
    if (event.is !== 'end' && timeIsUp()) return { is: 'unfinished', messages };
  }
  await parts.progress.save(file.id, { position: undefined, done: true }, parts.clock.now());
  return { is: 'done', messages };
}

async function take(
  event: SplitEvent,
  file: DroppedFile,
  waiting: Waiting,
  { feeds, operations }: UnbatchFileParts,
): Promise<void> {
  if (event.is === 'end') {
    for (const notice of noticesOf(file.id, event.report)) await operations.tell(notice);
    return;
  }
  waiting.upTo = event.position;
  if (event.is === 'too-large') return operations.tell(tooLargeNotice(file.id, event.offset));
  waiting.messages.push({
    bytes: event.bytes,
    feed: feedOf(event.bytes, feeds),
    receivedAt: file.droppedAt,
    origin: 'live',
  });
  waiting.bytes += event.bytes.length;
}

function feedOf(bytes: Uint8Array, feeds: FeedDirectory): string {
  const reading = readDoorHeader(bytes);
  const sender = reading.is === 'header' ? reading.header : { sendingApplication: '', sendingFacility: '' };
  return feeds.ofSender(sender)?.id ?? REFUSED_FEED;
}

function isFull({ messages, bytes }: Waiting): boolean {
  return messages.length >= BATCH_MESSAGES || bytes >= BATCH_BYTES;
}

async function queueAll(
  { messages, upTo }: Waiting,
  file: DroppedFile,
  { queue, progress, clock }: UnbatchFileParts,
): Promise<number> {
  if (upTo === undefined) return 0;
  if (messages.length > 0) await queue.send(messages);
  await progress.save(file.id, { position: upTo, done: false }, clock.now());
  return messages.length;
}
