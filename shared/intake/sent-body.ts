import type { IncomingMessage } from 'node:http';

/** The body, or undefined as soon as it is known to be longer than `maxBytes`: the rest is not kept. */
export async function readSentBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

const DRAIN_MS = 2_000;

/** Reads away what a refused sender is still sending, so that it gets to read the answer; not for ever. */
export function drain(request: IncomingMessage): void {
  const limit = setTimeout(() => request.destroy(), DRAIN_MS);
  request.once('close', () => clearTimeout(limit));
  request.once('end', () => clearTimeout(limit));
  request.resume();
}
