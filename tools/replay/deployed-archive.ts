import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createS3ClaimStore } from '../../shared/intake/s3-claim-store.ts';
import { createSqsMessageQueue } from '../../shared/intake/sqs-message-queue.ts';
import { gatherStacks } from '../preflight/gather-stacks.ts';
import type { ReplayParts } from './replay-archive.ts';
import { s3Objects } from './s3-objects.ts';

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
  const archive = s3Objects(s3, named('AWS::S3::Bucket', 'MessagesArchive'));
  const claims = createS3ClaimStore(s3, named('AWS::S3::Bucket', 'MessagesClaimCheck'));
  return {
    ...archive,
    queue: createSqsMessageQueue(new SQSClient(settings), named('AWS::SQS::Queue', 'IntakeQueue'), claims),
  };
}
