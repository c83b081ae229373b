import type { EpochMs } from '../clinical/instant.ts';
import type { QueuedMessage } from './message-queue.ts';

/** A message set aside whole. Object names carry the date, the reason and an opaque id, never content. */
export type QuarantinedMessage = {
  readonly messageId: string;
  readonly reason: string;
  readonly feed: string;
  readonly receivedAt: EpochMs;
  readonly bytes: Uint8Array;
};

/** As it was queued: sent again so, it brings the same facts with the same receipts. */
export type ArchivedMessage = QueuedMessage & { readonly messageId: string };

/** S3 in AWS, a folder on one machine. */
export type MessageStore = {
  readonly quarantine: (message: QuarantinedMessage) => Promise<void>;
  /** One gzip NDJSON object a batch. */
  readonly archive: (batch: readonly ArchivedMessage[]) => Promise<void>;
};
