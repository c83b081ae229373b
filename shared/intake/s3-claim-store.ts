import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { UnprocessableMessageError } from '../runtime/errors.ts';
import type { ClaimStore } from './queue-record.ts';

/** Claim checks in S3 under opaque names; the bucket's lifecycle removes them after the queue's retention. */
export function createS3ClaimStore(client: S3Client, bucket: string): ClaimStore {
  return {
    deposit: async (bytes) => {
      const claim = `claim/${randomUUID()}`;
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: claim, Body: bytes }));
      return claim;
    },
    collect: async (claim) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: claim }));
      if (Body === undefined) {
        throw new UnprocessableMessageError('claim-empty', 'the claim store returned no body');
      }
      return Body.transformToByteArray();
    },
  };
}
