import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { epochMs, epochMsSchema } from '../../shared/clinical/instant.ts';
import type { QuarantinedMessage } from '../../shared/intake/message-store.ts';
import type { MessageObjects } from './message-objects.ts';
import { parsedLine } from './parsed-line.ts';

/** What the name of an object says of the message in it. */
export type QuarantinedObject = {
  readonly name: string;
  /** Opaque. */
  readonly id: string;
  /** Of receipt, in UTC. */
  readonly day: string;
  readonly reason: string;
  /** It was queued again since. */
  readonly retried: boolean;
};

const FOLDER = 'quarantine/';
const OBJECT = /^quarantine\/(\d{4}-\d\d-\d\d)\/([a-z0-9-]+)\/([\w-]{22})\.ndjson\.gz$/;

/** Written beside a message that was queued again, and gone with it. */
export function retriedMark({ name }: Pick<QuarantinedObject, 'name'>): string {
  return name.replace(/\.ndjson\.gz$/, '.retried');
}

/** Every message in quarantine, the oldest day first. */
export async function listQuarantined({ list }: MessageObjects): Promise<readonly QuarantinedObject[]> {
  const names = await list(FOLDER, epochMs(0));
  const all = new Set(names);
  return names
    .flatMap((name) => {
      const [, day, reason, id] = OBJECT.exec(name) ?? [];
      if (day === undefined || reason === undefined || id === undefined) return [];
      return [{ name, day, reason, id, retried: all.has(retriedMark({ name })) }];
    })
    .sort((a, b) => (`${a.day} ${a.id}` < `${b.day} ${b.id}` ? -1 : 1));
}

const lineSchema = z.object({
  messageId: z.string(),
  reason: z.string(),
  feed: z.string().min(1),
  receivedAt: epochMsSchema,
  bytes: z.base64().transform((text) => Buffer.from(text, 'base64')),
});

/** @throws an error that quotes nothing of the object. */
export async function readQuarantined(
  { read }: MessageObjects,
  { name, id }: QuarantinedObject,
): Promise<QuarantinedMessage> {
  const [line = ''] = gunzipSync(await read(name))
    .toString()
    .split('\n');
  const message = lineSchema.safeParse(parsedLine(line));
  if (!message.success) throw new Error(`${id}: is no message of quarantine`);
  return message.data;
}
