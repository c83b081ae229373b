import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { type EpochMs, MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { MessageObjects } from './message-objects.ts';

export function s3Objects(client: S3Client, Bucket: string): MessageObjects {
  return {
    list: (prefix, writtenSince) => listed(client, Bucket, prefix, writtenSince),
    read: async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      if (Body === undefined) throw new Error(`${Key}: has no body`);
      return Body.transformToByteArray();
    },
    write: async (Key, Body) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
  };
}

/** The clock of S3 and those that receipts are of differ by less. */
const CLOCKS_MS = MINUTE_MS;

async function listed(
  client: S3Client,
  Bucket: string,
  Prefix: string,
  writtenSince: EpochMs,
): Promise<readonly string[]> {
  const found: { readonly name: string; readonly writtenAt: number }[] = [];
  for await (const { Contents: objects = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key = '', LastModified } of objects)
      found.push({ name: Key, writtenAt: Number(LastModified) });
  }
  return found
    .filter(({ writtenAt }) => writtenAt >= writtenSince - CLOCKS_MS)
    .sort((a, b) => a.writtenAt - b.writtenAt)
    .map(({ name }) => name);
}
