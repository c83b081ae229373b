import { createReadStream } from 'node:fs';
import { openFile } from '../../../functions/unbatch/open-file.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { splitStream } from '../../../shared/hl7/split.ts';
import type { SplitReport } from '../../../shared/hl7/splitter.ts';
import type { FileSource } from '../../../shared/intake/file-source.ts';
import type { Caps } from '../../../shared/runtime/config.ts';
import { FileUnreadableError } from '../../../shared/runtime/errors.ts';
import { whyUnreadable } from './list-files.ts';

/** What is found in a file, in its order. Offsets and indexes count from 0; of a compressed file, its plain bytes. */
export type FileEvent =
  | { readonly is: 'message'; readonly bytes: Uint8Array; readonly offset: number; readonly index: number }
  | { readonly is: 'too-large'; readonly offset: number; readonly index: number }
  /** The rest of the file cannot be read. */
  | { readonly is: 'broken'; readonly offset: number; readonly why: string }
  | { readonly is: 'end'; readonly report: SplitReport; readonly compressed: boolean };

export type ReadingFile = {
  readonly caps: Pick<Caps, 'mllpBytes' | 'gzipFileBytes'>;
  /** Told of the bytes of the file as they are taken. */
  readonly onBytes: (count: number) => void;
};

/**
 * The messages of a file of any size, as `unbatch` takes them: MLLP frames, batches, one message after the other, plain
 * or gzip. Never throws: what cannot be read is an event. Its memory is a chunk and a message.
 */
export async function* readFile(path: string, { caps, onBytes }: ReadingFile): AsyncGenerator<FileEvent> {
  let offset = 0;
  try {
    const { bytes, compressed } = await openFile(
      aloneIn(path),
      NOTHING_READ,
      sourceOf(onBytes),
      caps.gzipFileBytes,
    );
    for await (const event of splitStream(bytes, { maxBytes: caps.mllpBytes })) {
      if (event.is === 'end') {
        yield { is: 'end', report: event.report, compressed };
        continue;
      }
      offset = event.position.offset;
      yield event;
    }
  } catch (error) {
    yield { is: 'broken', offset, why: whyBroken(error) };
  }
}

const NOTHING_READ = { position: undefined, done: false, compressed: false };

function aloneIn(path: string) {
  return { id: path, bucket: '', key: path, bytes: 0, droppedAt: epochMs(0) };
}

function sourceOf(onBytes: (count: number) => void): FileSource {
  return {
    read: async function* ({ key }, start) {
      for await (const chunk of createReadStream(key, {
        start,
        highWaterMark: 1 << 18,
      }) as AsyncIterable<Buffer>) {
        onBytes(chunk.length);
        yield chunk;
      }
    },
  };
}

function whyBroken(error: unknown): string {
  if (!(error instanceof FileUnreadableError)) return whyUnreadable(error);
  return error.reason === 'too-large'
    ? 'grows beyond caps.gzipFileBytes when decompressed; split it or raise the cap'
    : 'is a gzip file that is damaged or cut short; ask for it again';
}
