import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { epochMsSchema } from '../../shared/clinical/instant.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import { parsedLine } from './parsed-line.ts';

const lineSchema = z.object({
  feed: z.string().min(1),
  receivedAt: epochMsSchema,
  origin: z.enum(['live', 'import']),
  charset: z.string().min(1).exactOptional(),
  bytes: z.base64().transform((text) => Buffer.from(text, 'base64')),
});

/**
 * The messages of one object of the archive as they were queued, in their order: gzip, one JSON object a line.
 * @throws an error that quotes nothing of a line.
 */
export function archivedMessages(body: Uint8Array): readonly QueuedMessage[] {
  const lines = gunzipSync(body).toString().split('\n');
  return lines.filter((line) => line !== '').map(messageOf);
}

function messageOf(line: string, index: number): QueuedMessage {
  const read = lineSchema.safeParse(parsedLine(line));
  if (!read.success) throw new Error(`line ${index + 1} of an object is none of the archive's`);
  return read.data;
}
