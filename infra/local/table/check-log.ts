import { crc32c, unmasked } from './crc32c.ts';

/** The form of the log: log_format.md among LevelDB's documents. */
const BLOCK_BYTES = 32_768;
const HEADER_BYTES = 7;
const TYPE_AT = 6;

/**
 * Whether a record that does not hold comes before one that does. A log is written from beginning to end, each record
 * synced before the next is begun: a crash leaves nothing broken but the last. LevelDB leaves out, without a word, what
 * it cannot read.
 */
export function isDamagedLog(log: Buffer): boolean {
  let broken = false;
  for (let begin = 0; begin < log.length; begin += BLOCK_BYTES) {
    const block = log.subarray(begin, begin + BLOCK_BYTES);
    for (let at = 0; at + HEADER_BYTES <= block.length; ) {
      const end = at + HEADER_BYTES + block.readUInt16LE(at + 4);
      const holds = end <= block.length && isWhole(block.subarray(at, end));
      if (holds && broken) return true;
      if (!holds) broken = true;
      at = end;
    }
  }
  return false;
}

function isWhole(record: Buffer): boolean {
  return unmasked(record.readUInt32LE(0)) === crc32c(record.subarray(TYPE_AT));
}
