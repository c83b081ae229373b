import type { EpochMs } from '../clinical/instant.ts';

/** A message set aside whole. Object names carry the date, the reason and an opaque id, never content. */
export type QuarantinedMessage = {
  readonly messageId: string;
  readonly reason: string;
  readonly feed: string;
  readonly receivedAt: EpochMs;
  readonly bytes: Uint8Array;
};

export type ArchivedMessage = Omit<QuarantinedMessage, 'reason'>;

/** S3 in AWS, a folder on one machine. */
export type MessageStore = {
  readonly quarantine: (message: QuarantinedMessage) => Promise<void>;
  /** One gzip NDJSON object a batch. */
  readonly archive: (batch: readonly ArchivedMessage[]) => Promise<void>;
};
