import { createHash } from 'node:crypto';
import * as z from 'zod';
import { epochMs } from '../../shared/clinical/instant.ts';
import type { DroppedFile } from '../../shared/intake/file-source.ts';

const recordSchema = z.object({
  eventTime: z.iso.datetime(),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), size: z.number().int(), eTag: z.string() }),
  }),
});

const eventSchema = z.union([
  z.object({ Records: z.array(recordSchema) }),
  z.object({ Event: z.literal('s3:TestEvent') }),
]);

/** The files that a notification of S3 tells of; none in the one that S3 sends to try the queue. */
export function filesOf(body: string): DroppedFile[] {
  const event = eventSchema.parse(JSON.parse(body));
  return 'Records' in event ? event.Records.map(fileOf) : [];
}

function fileOf({ eventTime, s3: { bucket, object } }: z.infer<typeof recordSchema>): DroppedFile {
  const key = decodeURIComponent(object.key.replaceAll('+', ' '));
  const name = JSON.stringify([bucket.name, key, object.eTag]);
  return {
    id: createHash('sha256').update(name).digest('base64url').slice(0, 22),
    bucket: bucket.name,
    key,
    bytes: object.size,
    droppedAt: epochMs(Date.parse(eventTime)),
  };
}
