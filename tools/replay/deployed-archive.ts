import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type EpochMs, MINUTE_MS } from '../../shared/clinical/instant.ts';
import { createS3ClaimStore } from '../../shared/intake/s3-claim-store.ts';
import { createSqsMessageQueue } from '../../shared/intake/sqs-message-queue.ts';
import { gatherStacks } from '../preflight/gather-stacks.ts';
import type { ReplayParts } from './replay-archive.ts';

/** Archive and queue of a deployment. */
export async function deployedArchive(
  deployment: string,
  region: string | undefined,
): Promise<Omit<ReplayParts, 'onDay'>> {
  const settings = region === undefined ? {} : { region };
  const { resources } = await gatherStacks(new CloudFormationClient(settings), deployment);
  const named = (type: string, logicalId: string): string => {
    const found = resources.find((one) => one.type === type && one.logicalId.startsWith(logicalId));
    if (found === undefined) throw new Error(`--deployment ${deployment}: has no ${logicalId}; deploy it`);
    return found.physicalId;
  };
  const s3 = new S3Client(settings);
  const Bucket = named('AWS::S3::Bucket', 'MessagesArchive');
  const claims = createS3ClaimStore(s3, named('AWS::S3::Bucket', 'MessagesClaimCheck'));
  return {
    list: (prefix, writtenSince) => listed(s3, Bucket, prefix, writtenSince),
    read: async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      if (Body === undefined) throw new Error(`${Key}: has no body`);
      return Body.transformToByteArray();
    },
    queue: createSqsMessageQueue(new SQSClient(settings), named('AWS::SQS::Queue', 'IntakeQueue'), claims),
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
