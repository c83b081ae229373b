import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalRuntimeError } from '../runtime-error.ts';

/**
 * LevelDB leaves out, without a word, what it cannot read of its log: facts would be lost in silence.
 * @throws LocalRuntimeError where the folder's log is damaged before its end.
 */
export function refuseDamagedLog(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.log'))) {
    if (!isDamaged(readFileSync(join(folder, name)))) continue;
    throw new LocalRuntimeError(
      `${join(folder, name)} is damaged and nothing was changed: restore the data folder from a copy, or start with another --data-dir`,
    );
  }
}

/** The form of the log: https://github.com/google/leveldb/blob/main/doc/log_format.md */
const BLOCK_BYTES = 32_768;
const HEADER_BYTES = 7;
const TYPE_AT = 6;

/**
 * Whether a record that does not hold comes before one that does. A log is written from beginning to end, each record
 * synced before the next is begun: a crash leaves nothing broken but the last.
 */
function isDamaged(log: Buffer): boolean {
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

function unmasked(stored: number): number {
  const rotated = (stored - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

/** Castagnoli's polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
