import type { EpochMs } from '../clinical/instant.ts';

/** A file of messages that was dropped. Its name may say anything: only `id` is for logs and keys. */
export type DroppedFile = {
  /** Opaque: the same for the same content under the same name. */
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly droppedAt: EpochMs;
};

export type FileSource = {
  /** The bytes from `offset` on, in chunks, as fast as they are taken. */
  readonly read: (file: DroppedFile, offset: number) => AsyncIterable<Uint8Array>;
};
