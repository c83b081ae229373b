import { readDoorHeader } from '../hl7/door-header.ts';
import { splitMessages } from '../hl7/split.ts';
import type { Feed } from '../runtime/config.ts';
import type { Arrival } from './door.ts';
import type { FeedDirectory } from './feed-directory.ts';
import { feedOfUnreadable, standingOf } from './standing.ts';

/** Finds the first message of a batch in time that does not grow with the batch. */
const HEAD_BYTES = 65_536;

/** As `Door.commitBlock`: the feed of the first message decides, for all that came in one frame with it. */
export function commitBlock(arrival: Arrival, feeds: FeedDirectory): boolean | undefined {
  const [head] = splitMessages(arrival.bytes.subarray(0, HEAD_BYTES));
  if (head === undefined || !keepingOf({ ...arrival, bytes: head }, feeds).feed?.commitBlocks)
    return undefined;
  return splitMessages(arrival.bytes).every((bytes) => keepingOf({ ...arrival, bytes }, feeds).kept);
}

type Keeping = { readonly feed: Feed | undefined; readonly kept: boolean };

function keepingOf(arrival: Arrival, feeds: FeedDirectory): Keeping {
  const reading = readDoorHeader(arrival.bytes, arrival.charset);
  if (reading.is === 'unreadable') {
    const feed = feedOfUnreadable(feeds);
    return { feed, kept: feed !== undefined && reading.reason !== 'empty' };
  }
  const { feed, is } = standingOf(arrival, reading.header, feeds);
  return { feed, kept: is === 'welcome' };
}
