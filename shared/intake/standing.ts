import type { DoorHeader } from '../hl7/door-header.ts';
import type { Feed } from '../runtime/config.ts';
import type { DoorRefusal } from './check-at-door.ts';
import { allowsCertificate } from './client-certificate.ts';
import type { Arrival } from './door.ts';
import type { FeedDirectory } from './feed-directory.ts';

/** Of which feed a message is, if any, and whether it may come in at all. */
export type Standing =
  | { readonly is: 'welcome'; readonly feed: Feed }
  | { readonly is: 'refused'; readonly feed: Feed | undefined; readonly refusal: DoorRefusal };

const SENDER_NOT_ALLOWED: DoorRefusal = {
  acceptance: 'rejected',
  reason: 'sender-not-allowed',
  error: {
    code: 204,
    location: { segment: 'MSH', field: 4 },
    text: 'MSH-3 and MSH-4 name a sender that is not configured here',
  },
};

const CERTIFICATE_NOT_ALLOWED: DoorRefusal = {
  acceptance: 'rejected',
  reason: 'certificate-not-allowed',
  error: {
    code: 204,
    location: { segment: 'MSH', field: 4 },
    text: 'the client certificate is not one of those allowed for the sender of MSH-3 and MSH-4',
  },
};

const GZIP_NOT_ALLOWED: DoorRefusal = {
  acceptance: 'rejected',
  reason: 'gzip-not-allowed',
  error: { code: 207, text: 'the feed does not take compressed messages; send them as they are' },
};

/** Nothing is kept of what is refused here. */
export function standingOf(
  { certificate, compressed }: Omit<Arrival, 'bytes'>,
  header: DoorHeader,
  feeds: FeedDirectory,
): Standing {
  const feed = feeds.ofSender(header);
  if (feed === undefined) return { is: 'refused', feed, refusal: SENDER_NOT_ALLOWED };
  if (!allowsCertificate(feed.allowedClientCertificates, certificate)) {
    return { is: 'refused', feed, refusal: CERTIFICATE_NOT_ALLOWED };
  }
  if (compressed === true && !feed.gzip) return { is: 'refused', feed, refusal: GZIP_NOT_ALLOWED };
  return { is: 'welcome', feed };
}

/** The feed under which bytes are kept that no sender can be read from; undefined = they are not. */
export function feedOfUnreadable(feeds: FeedDirectory): Feed | undefined {
  return feeds.ofSender({ sendingApplication: '', sendingFacility: '' });
}
