export type Utf16 = {
  readonly encoding: 'utf-16le' | 'utf-16be';
  /** Bytes of the byte order mark: 2, or 0 where it was left out. */
  readonly markBytes: number;
};

/** Whether the bytes begin as UTF-16 does: a byte order mark, or an ASCII letter beside a zero byte, twice. */
export function utf16Of(bytes: Uint8Array): Utf16 | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  if (a && b === 0 && c && d === 0) return { encoding: 'utf-16le', markBytes: 0 };
  if (a === 0 && b && c === 0 && d) return { encoding: 'utf-16be', markBytes: 0 };
  return undefined;
}

/** The byte order mark of an encoding, so that each part of a text can say for itself what it is. */
export function byteOrderMark(encoding: Utf16['encoding']): Uint8Array {
  return encoding === 'utf-16le' ? Uint8Array.of(0xff, 0xfe) : Uint8Array.of(0xfe, 0xff);
}
