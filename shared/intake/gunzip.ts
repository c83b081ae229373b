import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import { FileUnreadableError } from '../runtime/errors.ts';

const inflate = promisify(gunzip);

/** RFC 1952: what every gzip stream begins with; no HL7 message does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export type Gunzipped =
  | { readonly is: 'bytes'; readonly bytes: Uint8Array }
  | { readonly is: 'too-large' }
  | { readonly is: 'damaged' };

/** A whole body decompressed; never more than `maxBytes` of it are made, whatever it would grow to. */
export async function gunzipWithin(compressed: Uint8Array, maxBytes: number): Promise<Gunzipped> {
  try {
    return { is: 'bytes', bytes: await inflate(compressed, { maxOutputLength: maxBytes }) };
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return { is: 'too-large' };
    if (isDamage(error)) return { is: 'damaged' };
    throw error;
  }
}

/**
 * The decompressed bytes of a file from `from` on, in chunks as they are taken: its memory is a few of them.
 * @throws FileUnreadableError where the file is damaged, cut short or grows beyond `maxBytes`, after what came before.
 */
export async function* gunzipFile(
  chunks: AsyncIterable<Uint8Array>,
  { from, maxBytes }: { readonly from: number; readonly maxBytes: number },
): AsyncGenerator<Uint8Array> {
  const plain = createGunzip();
  const fed = pipeline(Readable.from(chunks), plain);
  fed.catch(() => 'the same fault comes out of the loop below');
  let offset = 0;
  try {
    for await (const chunk of plain as AsyncIterable<Uint8Array>) {
      const begin = offset;
      offset += chunk.length;
      if (offset > maxBytes) throw new FileUnreadableError('too-large', 'a file grows beyond the cap');
      if (offset > from) yield chunk.subarray(Math.max(0, from - begin));
    }
  } catch (error) {
    throw isDamage(error) ? new FileUnreadableError('damaged', 'a gzip file is damaged or cut short') : error;
  }
}

function isDamage(error: unknown): boolean {
  return codeOf(error).startsWith('Z_');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
