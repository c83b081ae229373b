import { createWatchedCodes, type IsWatchedCode } from '../../shared/clinical/watched-codes.ts';
import type { Feed } from '../../shared/runtime/config.ts';

const known = new WeakMap<Feed, IsWatchedCode>();

/** The codes to look for in messages of a feed, made once a feed. */
export function watchedCodesOf(feed: Feed): IsWatchedCode {
  const made = known.get(feed) ?? createWatchedCodes(feed.understanding);
  known.set(feed, made);
  return made;
}
