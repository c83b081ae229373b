import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { epochMs, HOUR_MS, plusMs } from '../../../../shared/clinical/instant.ts';
import { archiveObject, quarantineObject } from '../../../../shared/intake/message-archive.ts';
import {
  listQuarantine,
  retryQuarantined,
  showQuarantined,
} from '../../../../tools/cli/quarantine/quarantine.ts';
import { replay } from '../../../../tools/cli/replay/replay.ts';
import { sampleMessage } from '../../../../tools/send/sample-message.ts';
import { quietTerminal } from './samples.ts';

const [cloudFormation, lambda, s3, sqs, secrets, dynamoDb] = [
  mockClient(CloudFormationClient),
  mockClient(LambdaClient),
  mockClient(S3Client),
  mockClient(SQSClient),
  mockClient(SecretsManagerClient),
  mockClient(DynamoDBDocumentClient),
];
mockClient(DynamoDBClient);

const AWS = { deployment: 'prod', region: 'eu-west-2', config: 'tools/samples/calcium-alerts.config.json' };
const NOW = quietTerminal().now();
const bytes = Buffer.from(
  sampleMessage({
    ...{ patient: 'RS100001', birthDate: '1958-03-14', calcium: '14.0', albumin: '4.0' },
    sentAt: plusMs(NOW, -HOUR_MS),
  }),
);

const resource = ([
  ResourceType = '',
  LogicalResourceId = '',
  PhysicalResourceId = '',
]: readonly string[]) => ({
  ...{ ResourceType, LogicalResourceId, PhysicalResourceId },
  ...{ LastUpdatedTimestamp: undefined, ResourceStatus: 'CREATE_COMPLETE' as const },
});
const RESOURCES = [
  ['AWS::SQS::Queue', 'IntakeQueue1', 'https://sqs/intake'],
  ['AWS::S3::Bucket', 'MessagesArchiveBucket1', 'the-archive'],
  ['AWS::S3::Bucket', 'MessagesQuarantineBucket1', 'the-quarantine'],
  ['AWS::S3::Bucket', 'MessagesClaimCheckBucket1', 'the-claims'],
  ['AWS::DynamoDB::GlobalTable', 'ChartTable1', 'the-table'],
  ['AWS::Lambda::Function', 'assessFunction1', 'the-assess'],
].map(resource);

/** What lies in the buckets. */
const stored = new Map<string, Uint8Array>();

beforeEach(async () => {
  for (const service of [cloudFormation, lambda, s3, sqs, secrets, dynamoDb]) service.reset();
  const StackStatus = 'CREATE_COMPLETE';
  cloudFormation
    .on(DescribeStacksCommand)
    .resolves({ Stacks: [{ StackName: '', StackStatus, CreationTime: undefined }] })
    .on(ListStackResourcesCommand)
    .resolves({ StackResourceSummaries: RESOURCES });
  const Variables = { PATIENT_KEY_SECRET_ARN: 'the-secret' };
  lambda.on(GetFunctionConfigurationCommand).resolves({ Environment: { Variables } });
  secrets.on(GetSecretValueCommand, { SecretId: 'the-secret' }).resolves({ SecretString: 'unit' });
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'KEY1');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
  stored.clear();
  const message = { messageId: 'a', feed: 'riverside', receivedAt: plusMs(NOW, -HOUR_MS), bytes };
  const [archived, aside] = await Promise.all([
    archiveObject([{ ...message, origin: 'live' }]),
    quarantineObject({ ...message, reason: 'no-patient-identifier' }),
  ]);
  for (const { name, body } of [archived, aside]) stored.set(name, body);
  s3.on(ListObjectsV2Command).callsFake(({ Prefix }: { readonly Prefix: string }) => ({
    Contents: [...stored.keys()]
      .filter((name) => name.startsWith(Prefix))
      .map((Key) => ({ Key, LastModified: new Date(NOW) })),
  }));
  s3.on(GetObjectCommand).callsFake(({ Key }: { readonly Key: string }) => ({
    Body: { transformToByteArray: async () => stored.get(Key) },
  }));
  s3.on(PutObjectCommand).callsFake(({ Key, Body }: { readonly Key: string; readonly Body: Uint8Array }) => {
    stored.set(Key, Body);
    return {};
  });
  sqs.on(SendMessageBatchCommand).callsFake(({ Entries }) => ({ Successful: Entries }));
  dynamoDb.on(QueryCommand).resolves({ Items: [] }).on(PutCommand).resolves({});
});

const queued = () =>
  sqs.commandCalls(SendMessageBatchCommand).flatMap(({ args: [{ input }] }) => input.Entries ?? []);

describe('messages of the past, in AWS', () => {
  test('are rehearsed over the table of the deployment, and nothing is written', async () => {
    const terminal = quietTerminal();

    const code = await replay(
      { ...AWS, from: plusMs(NOW, -2 * HOUR_MS), dryRun: true, json: true },
      terminal,
    );

    expect(code).toBe(0);
    expect(JSON.parse(terminal.printed())).toEqual({
      messages: 1,
      days: { '2026-11-22': 1 },
      rehearsal: { fates: { judged: 1 }, raised: [] },
    });
    expect([queued(), dynamoDb.commandCalls(PutCommand)]).toEqual([[], []]);
  });

  test('are queued again as imports', async () => {
    const terminal = quietTerminal();

    const code = await replay({ ...AWS, from: plusMs(NOW, -2 * HOUR_MS) }, terminal);

    expect([code, terminal.printed()]).toEqual([0, '1 message queued\n  archived 2026-11-22  1']);
    expect(queued()).toMatchObject([
      { MessageBody: bytes.toString('base64'), MessageAttributes: { origin: { StringValue: 'import' } } },
    ]);
  });

  test('are refused where the span has no end', async () => {
    await expect(replay({ ...AWS, from: NOW, to: epochMs(0) }, quietTerminal())).rejects.toThrow(
      '--from: lies after --to',
    );
  });

  test('lie in quarantine, are shown, revealed to whom the audit trail names, and queued again', async () => {
    const terminal = quietTerminal();
    const listed = await listQuarantine({ ...AWS, most: 10, json: true }, terminal);
    const [{ id }] = (JSON.parse(terminal.printed()) as { rows: [{ id: string }] }).rows;
    const shown = quietTerminal();

    const codes = [
      listed,
      await showQuarantined(id, { ...AWS }, shown),
      await retryQuarantined([id], { ...AWS }, quietTerminal()),
      await listQuarantine({ ...AWS, most: 10 }, terminal),
    ];

    expect(codes).toEqual([1, 0, 0, 0]);
    expect(shown.printed()).toMatch(/segments {2}MSH, PID, PV1, OBR, OBX × 15/);
    expect(terminal.printed()).toContain('Nothing lies in quarantine');
    expect(queued()).toHaveLength(1);
    expect([...stored.keys()].some((name) => name.endsWith(`${id}.retried`))).toBe(true);
  });

  test.each([
    ['neither ids nor --all', [], {}],
    ['both of them', ['a'], { all: true }],
  ])('are not queued again for %s', async (_, ids, options) => {
    await expect(retryQuarantined(ids, { ...AWS, ...options }, quietTerminal())).rejects.toThrow(
      'name ids, or --all, and not both',
    );
  });
});
