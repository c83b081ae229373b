import { crc32c, unmasked } from './crc32c.ts';

/** The form of the log: log_format.md among LevelDB's documents. */
const BLOCK_BYTES = 32_768;
const HEADER_BYTES = 7;
const TYPE_AT = 6;
/** Whole, or the first, a middle or the last piece of one: 1 to 4. */
const LAST_TYPE = 4;

/**
 * Whether a record that does not hold comes before one that does. A log is written from beginning to end, each record
 * synced before the next is begun: a crash leaves nothing broken but the last. LevelDB leaves out, without a word, what
 * it cannot read.
 */
export function isDamagedLog(log: Buffer): boolean {
  let broken = false;
  for (let begin = 0; begin < log.length; begin += BLOCK_BYTES) {
    const block = log.subarray(begin, begin + BLOCK_BYTES);
    const brokenAt = broken ? 0 : endOfWhole(block);
    if (brokenAt >= block.length) continue;
    broken = true;
    if (holdsARecord(block, brokenAt)) return true;
  }
  return false;
}

/** Where the first record begins that does not hold; the length of the block where all do. */
function endOfWhole(block: Buffer): number {
  let at = 0;
  while (at + HEADER_BYTES <= block.length) {
    const end = endOfRecord(block, at);
    if (end === undefined) return at;
    at = end;
  }
  return block.length;
}

/** At any byte from there on: the length of the broken one may be what is broken. */
function holdsARecord(block: Buffer, from: number): boolean {
  for (let at = from; at + HEADER_BYTES <= block.length; at += 1) {
    if (endOfRecord(block, at) !== undefined) return true;
  }
  return false;
}

/** Nothing where no record that holds begins there. */
function endOfRecord(block: Buffer, at: number): number | undefined {
  const type = block.readUInt8(at + TYPE_AT);
  const end = at + HEADER_BYTES + block.readUInt16LE(at + 4);
  if (type === 0 || type > LAST_TYPE || end > block.length) return undefined;
  const sum = crc32c(block.subarray(at + TYPE_AT, end));
  return unmasked(block.readUInt32LE(at)) === sum ? end : undefined;
}
