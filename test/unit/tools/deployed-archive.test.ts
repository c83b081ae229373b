import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { deployedArchive } from '../../../tools/replay/deployed-archive.ts';

const cloudFormation = mockClient(CloudFormationClient);
const s3 = mockClient(S3Client);
const sqs = mockClient(SQSClient);
const QUEUE = 'https://sqs.eu-west-2.amazonaws.com/1/intake';

const resource = (ResourceType: string, LogicalResourceId: string, PhysicalResourceId: string) => ({
  ...{ ResourceType, LogicalResourceId, PhysicalResourceId },
  ...{ LastUpdatedTimestamp: undefined, ResourceStatus: 'CREATE_COMPLETE' as const },
});
const RESOURCES = [
  resource('AWS::SQS::QueuePolicy', 'IntakeQueuePolicy1', 'policy'),
  resource('AWS::SQS::Queue', 'IntakeQueue1', QUEUE),
  resource('AWS::S3::Bucket', 'MessagesArchiveBucket1', 'the-archive'),
  resource('AWS::S3::Bucket', 'MessagesClaimCheckBucket1', 'the-claims'),
];

const givenResources = (resources: typeof RESOURCES) => {
  const StackStatus = 'CREATE_COMPLETE';
  cloudFormation
    .on(DescribeStacksCommand)
    .resolves({ Stacks: [{ StackName: '', StackStatus, CreationTime: undefined }] })
    .on(ListStackResourcesCommand)
    .resolves({ StackResourceSummaries: resources });
};

describe('the archive of a deployment', () => {
  beforeEach(() => {
    for (const service of [cloudFormation, s3, sqs]) service.reset();
    givenResources(RESOURCES);
  });

  it('lists its objects in the order in which they were written, page by page', async () => {
    const objects = [
      { Key: 'archive/2026-01-02/c', LastModified: new Date(3) },
      { Key: 'archive/2026-01-02/a', LastModified: new Date(1) },
    ];
    s3.on(ListObjectsV2Command)
      .resolvesOnce({ Contents: objects, NextContinuationToken: 'more', IsTruncated: true })
      .resolvesOnce({ Contents: [{ Key: 'archive/2026-01-02/b', LastModified: new Date(2) }] });
    const { list } = await deployedArchive('prod', 'eu-west-2');
    expect(await list('archive/2026-01-02/', epochMs(0))).toEqual(
      ['a', 'b', 'c'].map((name) => `archive/2026-01-02/${name}`),
    );
    const [call] = s3.commandCalls(ListObjectsV2Command);
    expect(call?.args[0].input).toMatchObject({ Bucket: 'the-archive', Prefix: 'archive/2026-01-02/' });
  });

  it('lists nothing of a day without messages', async () => {
    s3.on(ListObjectsV2Command).resolves({});
    expect(await (await deployedArchive('prod', undefined)).list('archive/2026-01-02/', epochMs(0))).toEqual(
      [],
    );
  });

  it('lists no object that was written before, but for what clocks may differ by', async () => {
    const since = epochMs(Date.UTC(2026, 0, 20));
    const objects = [
      { Key: 'archive/2026-01-02/old', LastModified: new Date(since - 61_000) },
      { Key: 'archive/2026-01-02/new', LastModified: new Date(since - 59_000) },
    ];
    s3.on(ListObjectsV2Command).resolves({ Contents: objects });
    const { list } = await deployedArchive('prod', undefined);
    expect(await list('archive/2026-01-02/', since)).toEqual(['archive/2026-01-02/new']);
  });

  it('reads an object, and says which has none', async () => {
    const transformToByteArray = async () => Buffer.from('bytes');
    s3.on(GetObjectCommand)
      .resolvesOnce({ Body: { transformToByteArray } as never })
      .resolves({});
    const { read } = await deployedArchive('prod', undefined);
    expect(await read('archive/a')).toEqual(Buffer.from('bytes'));
    await expect(read('archive/b')).rejects.toThrow('archive/b: has no body');
  });

  it('queues a message as it was received, in the intake queue', async () => {
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries }) => ({ Successful: Entries }));
    const { queue } = await deployedArchive('prod', undefined);
    const receivedAt = epochMs(Date.UTC(2026, 0, 2));
    await queue.send([{ bytes: Buffer.from('MSH|'), feed: 'lab', receivedAt, origin: 'live' }]);
    const [call] = sqs.commandCalls(SendMessageBatchCommand);
    expect(call?.args[0].input).toMatchObject({
      QueueUrl: QUEUE,
      Entries: [
        {
          MessageBody: Buffer.from('MSH|').toString('base64'),
          MessageAttributes: {
            receivedAt: { StringValue: String(receivedAt) },
            origin: { StringValue: 'live' },
          },
        },
      ],
    });
  });

  it('names what a deployment does not have', async () => {
    givenResources(RESOURCES.slice(0, 2));
    await expect(deployedArchive('prod', undefined)).rejects.toThrow(
      '--deployment prod: has no MessagesArchive',
    );
  });
});
