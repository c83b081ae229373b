import { type Gunzipped, gunzipWithin } from './gunzip.ts';

export type RequestBody =
  | (Extract<Gunzipped, { is: 'bytes' }> & { readonly compressed: boolean })
  | Exclude<Gunzipped, { is: 'bytes' }>
  | { readonly is: 'unknown-encoding' };

const PLAIN = new Set(['', 'identity']);
const GZIP = new Set(['gzip', 'x-gzip']);

/** The body as its Content-Encoding says (RFC 9110 ch. 8.4), at most `maxBytes` before and after. */
export async function readBody(sent: Uint8Array, encoding: string, maxBytes: number): Promise<RequestBody> {
  if (sent.length > maxBytes) return { is: 'too-large' };
  const coding = encoding.trim().toLowerCase();
  if (PLAIN.has(coding)) return { is: 'bytes', bytes: sent, compressed: false };
  if (!GZIP.has(coding)) return { is: 'unknown-encoding' };
  const plain = await gunzipWithin(sent, maxBytes);
  return plain.is === 'bytes' ? { ...plain, compressed: true } : plain;
}
