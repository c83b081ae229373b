import type { EpochMs } from '../../shared/clinical/instant.ts';

/** Where archive and quarantine are kept: a bucket, or a folder on one machine. */
export type MessageObjects = {
  /** Names of the objects below this prefix that were written since, in the order in which they were written. */
  readonly list: (prefix: string, writtenSince: EpochMs) => Promise<readonly string[]>;
  readonly read: (name: string) => Promise<Uint8Array>;
  readonly write: (name: string, body: Uint8Array) => Promise<void>;
};
