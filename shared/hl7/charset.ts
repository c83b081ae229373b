import { isAscii } from 'node:buffer';
import { encodingNamed } from './charset-names.ts';
import { type Utf16, utf16Of } from './utf16.ts';

export type DecodedText = {
  readonly text: string;
  /** The encoding used, as the WHATWG Encoding Standard names it. */
  readonly encoding: string;
  /** Nobody named this encoding, or the one named cannot have produced these bytes. */
  readonly guessed: boolean;
};

/** Any byte is a character in it, so it is what remains when nothing else fits (ISO 8859-1 and a little more). */
const LAST_RESORT = 'windows-1252';
const ESCAPE_BYTE = 0x1b;

const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

/**
 * The text of one message. The Content-Type's character set goes before MSH-18, that before strict UTF-8, that before
 * ISO 8859-1 with `guessed`. Bytes that are not text in the named set are never replaced in silence: they are read as
 * UTF-8 if they are that, else as ISO 8859-1, with `guessed`. A byte order mark or UTF-16's zero bytes decide first.
 */
export function decodeMessage(bytes: Uint8Array, contentTypeCharset?: string): DecodedText {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return decodeUtf16(bytes, utf16);
  if (isAscii(bytes) && !bytes.includes(ESCAPE_BYTE)) {
    return { text: latin1(bytes), encoding: 'us-ascii', guessed: false };
  }
  const named =
    firstKnown(contentTypeCharset === undefined ? [] : [contentTypeCharset]) ?? firstKnown(msh18(bytes));
  const asNamed = named === undefined || isUtf16(named) ? undefined : decodeStrictly(bytes, named);
  if (asNamed !== undefined) return { ...asNamed, guessed: false };
  const asUtf8 = decodeStrictly(bytes, 'utf-8');
  if (asUtf8 !== undefined) return { ...asUtf8, guessed: named !== undefined };
  return { text: decoder(LAST_RESORT).decode(bytes), encoding: LAST_RESORT, guessed: true };
}

function decodeUtf16(bytes: Uint8Array, utf16: Utf16): DecodedText {
  const decoded = decodeStrictly(bytes, utf16.encoding);
  if (decoded !== undefined) return { ...decoded, guessed: false };
  return { text: decoder(LAST_RESORT).decode(bytes), encoding: LAST_RESORT, guessed: true };
}

function decodeStrictly(bytes: Uint8Array, encoding: string): Omit<DecodedText, 'guessed'> | undefined {
  if (encoding === 'us-ascii') {
    return isAscii(bytes) ? { text: latin1(bytes), encoding } : undefined;
  }
  try {
    return { text: decoder(encoding).decode(bytes), encoding };
  } catch {
    return undefined;
  }
}

/** Bytes that are UTF-16 show it; these did not, whatever MSH-18 says. */
function isUtf16(encoding: string): boolean {
  return encoding.startsWith('utf-16');
}

function decoder(encoding: string): InstanceType<typeof TextDecoder> {
  const known = decoders.get(encoding);
  if (known !== undefined) return known;
  const made = new TextDecoder(encoding, { fatal: true });
  decoders.set(encoding, made);
  return made;
}

function firstKnown(names: readonly string[]): string | undefined {
  for (const name of names) {
    const encoding = encodingNamed(name);
    if (encoding !== undefined) return encoding;
  }
  return undefined;
}

/** MSH-18's repetitions, read byte for character: names of character sets are ASCII. */
function msh18(bytes: Uint8Array): readonly string[] {
  const text = latin1(bytes);
  const start = text.indexOf('MSH');
  if (start < 0) return [];
  const separator = text.charAt(start + 3);
  const repetition = text.charAt(start + 5);
  const header = text.slice(start, endOfLine(text, start));
  const [field = ''] = separator === '' ? [] : header.split(separator, 18).slice(17);
  return field.split(repetition);
}

function endOfLine(text: string, from: number): number {
  const end = text.slice(from, from + 65_536).search(/[\r\n]/);
  return end < 0 ? from + 65_536 : from + end;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
