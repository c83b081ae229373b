import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DroppedFile, FileSource } from './file-source.ts';

/** Files in S3, read by byte range, so that reading goes on where it stopped. */
export function createS3FileSource(client: S3Client): FileSource {
  return { read: (file, offset) => readFrom(client, file, offset) };
}

async function* readFrom(client: S3Client, file: DroppedFile, offset: number): AsyncGenerator<Uint8Array> {
  if (offset >= file.bytes) return;
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: file.bucket, Key: file.key, Range: `bytes=${offset}-` }),
  );
  if (Body !== undefined) yield* Body as AsyncIterable<Uint8Array>;
}
