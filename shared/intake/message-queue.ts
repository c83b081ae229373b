import type { EpochMs } from '../clinical/instant.ts';

/** What travels with the bytes of one message through the queue. */
export type QueuedMessage = {
  /** The bytes of exactly one HL7 message as received (no MLLP frame). */
  readonly bytes: Uint8Array;
  /** Feed id from the configuration, or the unknown sender's own feed. */
  readonly feed: string;
  readonly receivedAt: EpochMs;
  /** Character set of the HTTP Content-Type, when given: it goes before MSH-18. */
  readonly charset?: string;
  readonly origin: 'live' | 'import';
};

export type MessageQueue = {
  /** Resolves once every message is durable; rejects when any may not be. */
  readonly send: (messages: readonly QueuedMessage[]) => Promise<void>;
};
