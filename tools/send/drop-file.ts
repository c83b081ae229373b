import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';

export type DropPlace = { readonly bucket: string; readonly prefix: string };

/** Under which name a file lies in the bucket, and whether it lay there before: then nothing was sent. */
export type Dropped = { readonly name: string; readonly was: 'dropped' | 'there' };

/**
 * Puts a file whole into a drop bucket, named by what it holds: the same file a second time is noticed, and no name tells
 * anything.
 */
export async function dropFile(
  client: S3Client,
  { bucket, prefix }: DropPlace,
  path: string,
): Promise<Dropped> {
  const name = `${prefix}${await fingerprintOf(path)}.hl7`;
  const file = await open(path);
  const { size } = await file.stat();
  const body = file.createReadStream();
  try {
    const put = { Bucket: bucket, Key: name, Body: body, ContentLength: size, IfNoneMatch: '*' };
    await client.send(new PutObjectCommand(put));
    return { name, was: 'dropped' };
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'PreconditionFailed') {
      return { name, was: 'there' };
    }
    throw error;
  } finally {
    body.destroy();
  }
}

async function fingerprintOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('base64url').slice(0, 22);
}
