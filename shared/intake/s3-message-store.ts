import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { archiveObject, quarantineObject, type StoredObject } from './message-archive.ts';
import type { MessageStore } from './message-store.ts';

export type MessageBuckets = { readonly archive: string; readonly quarantine: string };

/** Archive and quarantine in S3. */
export function createS3MessageStore(client: S3Client, buckets: MessageBuckets): MessageStore {
  const put = async (bucket: string, { name, body }: StoredObject): Promise<void> => {
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: name, Body: body, ContentType: 'application/gzip' }),
    );
  };
  return {
    quarantine: async (message) => put(buckets.quarantine, await quarantineObject(message)),
    archive: async (batch) => {
      if (batch.length > 0) await put(buckets.archive, await archiveObject(batch));
    },
  };
}
