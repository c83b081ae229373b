import { crc32c, unmasked } from './crc32c.ts';
import { uncompressed } from './snappy.ts';
import { readVarint } from './varint.ts';

/** The form of a file: table_format.md among LevelDB's documents. */
const FOOTER_BYTES = 48;
const COMPRESSED = 1;

/** Where a block lies in its file. */
type Handle = { readonly offset: number; readonly size: number };

/**
 * Whether a block of this file does not hold. LevelDB looks at the sums of a file only when asked to, which nobody
 * can through dynalite, and leaves out what it cannot make sense of.
 */
export function isDamagedSortedFile(file: Buffer): boolean {
  try {
    const footer = file.subarray(-FOOTER_BYTES);
    const { handle: aboutIt, next } = readHandle(footer, 0);
    const { handle: index } = readHandle(footer, next);
    const handles = [aboutIt, index].flatMap((of) => handlesIn(blockAt(file, of)));
    for (const handle of handles) blockAt(file, handle);
    return false;
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** @throws RangeError where the block lies outside the file or its sum is another. */
function blockAt(file: Buffer, { offset, size }: Handle): Buffer {
  const summed = file.subarray(offset, offset + size + 1);
  const stored = file.readUInt32LE(offset + size + 1);
  if (summed.length !== size + 1 || unmasked(stored) !== crc32c(summed)) {
    throw new RangeError(`the block at ${offset} is damaged`);
  }
  const content = summed.subarray(0, size);
  return file.readUInt8(offset + size) === COMPRESSED ? uncompressed(content) : content;
}

/** The values of a block whose values are handles. */
function handlesIn(block: Buffer): readonly Handle[] {
  const restarts = block.readUInt32LE(block.length - 4);
  const end = block.length - 4 - 4 * restarts;
  const handles: Handle[] = [];
  for (let at = 0; at < end; ) {
    const shared = readVarint(block, at);
    const unshared = readVarint(block, shared.next);
    const length = readVarint(block, unshared.next);
    const value = length.next + unshared.value;
    handles.push(readHandle(block, value).handle);
    at = value + length.value;
  }
  return handles;
}

function readHandle(bytes: Buffer, at: number): { readonly handle: Handle; readonly next: number } {
  const { value: offset, next: middle } = readVarint(bytes, at);
  const { value: size, next } = readVarint(bytes, middle);
  return { handle: { offset, size }, next };
}
