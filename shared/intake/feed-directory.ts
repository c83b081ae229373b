import { createHash } from 'node:crypto';
import { type Config, type Feed, feedSchema, UNKNOWN_FEED_PREFIX } from '../runtime/config.ts';

/** Who a message says it is from: MSH-3.1 and MSH-4.1. */
export type Sender = { readonly sendingApplication: string; readonly sendingFacility: string };

export type FeedDirectory = {
  /** The feed of a sender; undefined = not configured and such senders are refused. */
  readonly ofSender: (sender: Sender) => Feed | undefined;
  /** The feed under which a message was queued. One that is not configured is read with strict defaults. */
  readonly byId: (id: string) => Feed;
};

/** The feed of messages that came without a door that could have refused their sender: they end in quarantine. */
export const REFUSED_FEED = `${UNKNOWN_FEED_PREFIX}refused`;

const STRICT_DEFAULTS: Feed = feedSchema.parse({ id: 'strict-defaults' });

export function isUnknownFeed(feedId: string): boolean {
  return feedId.startsWith(UNKNOWN_FEED_PREFIX);
}

export function createFeedDirectory(config: Pick<Config, 'feeds' | 'unknownSenders'>): FeedDirectory {
  const byId = new Map(config.feeds.map((feed) => [feed.id, feed]));
  const strictest = [...config.feeds].sort((a, b) => namedParts(b) - namedParts(a));
  return {
    ofSender: (sender) => {
      const known = strictest.find((feed) => matches(feed, sender));
      if (known !== undefined) return known;
      return config.unknownSenders === 'refuse' ? undefined : defaultFeed(unknownFeedId(sender));
    },
    byId: (id) => byId.get(id) ?? defaultFeed(id),
  };
}

/** A sender nobody configured gets a feed of its own, the same for each of its messages. */
function unknownFeedId({ sendingApplication, sendingFacility }: Sender): string {
  const sender = JSON.stringify([sendingApplication.trim(), sendingFacility.trim()]);
  return UNKNOWN_FEED_PREFIX + createHash('sha256').update(sender).digest('hex').slice(0, 12);
}

function defaultFeed(id: string): Feed {
  return { ...STRICT_DEFAULTS, id };
}

function matches(feed: Feed, { sendingApplication, sendingFacility }: Sender): boolean {
  return admits(feed.sendingApplication, sendingApplication) && admits(feed.sendingFacility, sendingFacility);
}

function admits(configured: string, sent: string): boolean {
  return configured === '' || configured === sent.trim();
}

function namedParts({ sendingApplication, sendingFacility }: Feed): number {
  return Number(sendingApplication !== '') + Number(sendingFacility !== '');
}
