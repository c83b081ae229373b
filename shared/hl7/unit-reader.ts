import { byteOrderMark, type Utf16, utf16Of } from './utf16.ts';

/** `bytes`: any character set in which ASCII is ASCII, one character a byte. */
export type UnitEncoding = 'bytes' | Utf16['encoding'];

/** Whole characters of a file, as bytes and as text of the same length but for `unitBytes`. */
export type Units = {
  readonly bytes: Uint8Array;
  readonly text: string;
  /** A byte order mark before them that belongs to no message. */
  readonly markBytes: number;
  readonly encoding: UnitEncoding;
};

export type UnitReader = {
  /** The characters that are whole with this chunk; undefined while too little is known. */
  readonly read: (chunk: Uint8Array, isLast: boolean) => Units | undefined;
};

/** Bytes that show how a file is written. */
const DECIDING_BYTES = 4;

/** Finds out how a file is written (UTF-16 or not) and holds back what is cut off at the end of a chunk. */
export function createUnitReader(known: UnitEncoding | undefined): UnitReader {
  let encoding = known;
  let held: Uint8Array = new Uint8Array(0);
  return {
    read: (chunk, isLast) => {
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      if (encoding === undefined && bytes.length < DECIDING_BYTES && !isLast) {
        held = bytes;
        return undefined;
      }
      const markBytes = encoding === undefined ? markLength(bytes) : 0;
      encoding ??= utf16Of(bytes)?.encoding ?? 'bytes';
      const body = bytes.subarray(markBytes);
      const whole = isLast ? body : body.subarray(0, body.length - (body.length % unitBytes(encoding)));
      held = body.slice(whole.length);
      return { bytes: whole, text: unitText(whole, encoding), markBytes, encoding };
    },
  };
}

export function unitBytes(encoding: UnitEncoding): number {
  return encoding === 'bytes' ? 1 : 2;
}

/** One character for every unit of the encoding. */
export function unitText(bytes: Uint8Array, encoding: UnitEncoding): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (encoding === 'bytes') return buffer.toString('latin1');
  if (encoding === 'utf-16le') return buffer.toString('utf16le');
  return Buffer.from(buffer.subarray(0, buffer.length - (buffer.length % 2)))
    .swap16()
    .toString('utf16le');
}

/** Bytes cut out of a file, saying for themselves how they are written. */
export function standAlone(bytes: Uint8Array, encoding: UnitEncoding): Uint8Array {
  return encoding === 'bytes' ? bytes : Buffer.concat([byteOrderMark(encoding), bytes]);
}

function markLength(bytes: Uint8Array): number {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 3;
  return utf16Of(bytes)?.markBytes ?? 0;
}
