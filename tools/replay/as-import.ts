import { readDoorHeader } from '../../shared/hl7/door-header.ts';
import { type FeedDirectory, isUnknownFeed } from '../../shared/intake/feed-directory.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

/**
 * A message of the past as it is played again: an import that is received now, so that only what is new and young pages,
 * and the rest is listed (rule R13). Its feed is found anew where it had none: the sender may have been configured since.
 */
export function asImport(
  message: Pick<QueuedMessage, 'bytes' | 'feed' | 'charset'>,
  { feeds, clock }: { readonly feeds: FeedDirectory; readonly clock: Clock },
): QueuedMessage {
  const { bytes, charset } = message;
  return {
    bytes,
    feed: feedOf(message, feeds),
    receivedAt: clock.now(),
    origin: 'import',
    ...(charset !== undefined && { charset }),
  };
}

/** A message that no sender could be read from may have been kept under no feed at all. */
const NO_FEED = 'none';

function feedOf(
  { bytes, feed, charset }: Pick<QueuedMessage, 'bytes' | 'feed' | 'charset'>,
  feeds: FeedDirectory,
): string {
  if (!isUnknownFeed(feed) && feed !== NO_FEED) return feed;
  const reading = readDoorHeader(bytes, charset);
  return (reading.is === 'header' ? feeds.ofSender(reading.header)?.id : undefined) ?? feed;
}
