import type { Progress } from '../../shared/intake/file-progress.ts';
import type { DroppedFile, FileSource } from '../../shared/intake/file-source.ts';
import { gunzipFile, isGzip } from '../../shared/intake/gunzip.ts';

/** A file open where reading is to go on; `bytes` are plain, and positions count plain bytes. */
export type OpenFile = { readonly bytes: AsyncIterable<Uint8Array>; readonly compressed: boolean };

/**
 * Whether a file is compressed is seen by its first bytes, whatever its name. A compressed one is read from its
 * beginning each time, for nobody can begin in the middle of it.
 */
export async function openFile(
  file: DroppedFile,
  { position, compressed }: Progress,
  files: FileSource,
  maxBytes: number,
): Promise<OpenFile> {
  const from = position?.offset ?? 0;
  if (position !== undefined && !compressed) return { bytes: files.read(file, from), compressed };
  const { head, whole } = await peek(files.read(file, 0));
  return isGzip(head)
    ? { bytes: gunzipFile(whole, { from, maxBytes }), compressed: true }
    : { bytes: whole, compressed: false };
}

const HEAD_BYTES = 2;

async function peek(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= HEAD_BYTES) break;
  }
  return { head, whole: rejoin(head, iterator) };
}

async function* rejoin(
  head: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  } finally {
    await iterator.return?.();
  }
}
