import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { FrontDoor } from './handler.ts';

/** A file in the drop bucket, as a laboratory leaves one. */
export function createS3FileDoor(client: S3Client, bucket: string, pageWithinMs: number): FrontDoor {
  return {
    name: 'file',
    pageWithinMs,
    send: async (message, reference) => {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: `canary/${reference}.hl7`, Body: message }),
      );
    },
  };
}
