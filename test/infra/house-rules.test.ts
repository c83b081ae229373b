import { describe, expect, test } from 'vitest';
import { offendersIn } from '../../infra/house-rules/house-rule-pack.ts';
import { HOUSE_RULES } from '../../infra/house-rules/rules.ts';
import type { Template, TemplateResource } from '../../infra/house-rules/template.ts';

const KEY = { 'Fn::GetAtt': ['DataKey', 'Arn'] };
const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } as const;
const ON_BEHALF = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
const NO_PLAIN_HTTP = {
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const REPLICA = {
  DeletionProtectionEnabled: true,
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
  SSESpecification: { KMSMasterKeyId: KEY },
};
const TABLE = { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' }, Replicas: [REPLICA] };
const PRIVATE = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
const BUCKET = {
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: KEY } }],
  },
  LifecycleConfiguration: {
    Rules: [{ ExpirationInDays: 90, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }],
  },
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  PublicAccessBlockConfiguration: PRIVATE,
};
const ACCOUNT_ROOT = { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] } };

const resource = (type: string, Properties: Record<string, unknown>): TemplateResource => ({
  Type: `AWS::${type}`,
  Properties,
  ...RETAINED,
});
const policy = (...Statement: object[]) => ({ PolicyDocument: { Statement } });

/** One of each kind, as the stacks have it. */
const GOOD = {
  DataKey: resource('KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: {
      Statement: [
        { Effect: 'Allow', Action: 'kms:*', Principal: ACCOUNT_ROOT },
        { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Condition: ON_BEHALF },
      ],
    },
  }),
  Table: resource('DynamoDB::GlobalTable', TABLE),
  Selection: resource('Backup::BackupSelection', {
    BackupSelection: { Resources: [{ 'Fn::GetAtt': ['Table', 'Arn'] }] },
  }),
  Vault: resource('Backup::BackupVault', { EncryptionKeyArn: KEY }),
  Secret: resource('SecretsManager::Secret', { KmsKeyId: KEY }),
  Log: resource('Logs::LogGroup', { KmsKeyId: KEY, RetentionInDays: 365 }),
  Bucket: resource('S3::Bucket', BUCKET),
  BucketPolicy: resource('S3::BucketPolicy', { Bucket: { Ref: 'Bucket' }, ...policy(NO_PLAIN_HTTP) }),
  Queue: resource('SQS::Queue', {
    KmsMasterKeyId: KEY,
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } },
  }),
  DeadLetters: resource('SQS::Queue', { KmsMasterKeyId: KEY, MessageRetentionPeriod: 1_209_600 }),
  QueuePolicy: resource('SQS::QueuePolicy', {
    Queues: [{ Ref: 'Queue' }, { Ref: 'DeadLetters' }],
    ...policy(NO_PLAIN_HTTP),
  }),
  Topic: resource('SNS::Topic', { KmsMasterKeyId: KEY }),
  TopicPolicy: resource('SNS::TopicPolicy', { Topics: [{ Ref: 'Topic' }], ...policy(NO_PLAIN_HTTP) }),
  Users: resource('Cognito::UserPool', {}),
  Permission: resource('Lambda::Permission', { Principal: 'events.amazonaws.com', SourceArn: 'arn' }),
} satisfies Record<string, TemplateResource>;

/** The rules, in order, that one of the resources of a template breaks. */
function broken(resources: Record<string, TemplateResource>): readonly string[] {
  const template: Template = { Resources: resources };
  return HOUSE_RULES.flatMap((rule) => offendersIn(template, rule).map((id) => `${rule.name} ${id}`));
}

/** The same template with one resource's properties changed. */
function planted(id: keyof typeof GOOD, changes: Record<string, unknown>): Record<string, TemplateResource> {
  const good: TemplateResource = GOOD[id];
  return { ...GOOD, [id]: { ...good, Properties: { ...good.Properties, ...changes } } };
}

function without(...ids: (keyof typeof GOOD)[]): Record<string, TemplateResource> {
  return Object.fromEntries(Object.entries(GOOD).filter(([id]) => !ids.some((left) => left === id)));
}

const allow = (Principal: unknown) => policy(NO_PLAIN_HTTP, { Effect: 'Allow', Principal });
const replica = (changes: object) => ({ Replicas: [REPLICA, { ...REPLICA, ...changes }] });

test('a template that keeps every rule breaks none', () => {
  expect(broken(GOOD)).toEqual([]);
});

test.each([
  ['topic', planted('TopicPolicy', allow({ Service: 'events.amazonaws.com' }))],
  ['key', planted('DataKey', { KeyPolicy: allow({ Service: 'events.amazonaws.com' }).PolicyDocument })],
])('EventBridge may use a %s without the condition that it would not meet', (_, resources) => {
  expect(broken(resources)).toEqual([]);
});

describe('the house rules catch', () => {
  test.each<[string, Record<string, TemplateResource>, string]>([
    ["a table under AWS's own key", planted('Table', { SSESpecification: {} }), 'TableEncrypted Table'],
    [
      'a replica without a key of ours',
      planted('Table', replica({ SSESpecification: { KMSMasterKeyId: 'alias/aws/dynamodb' } })),
      'TableEncrypted Table',
    ],
    [
      'a replica that cannot be restored',
      planted('Table', replica({ PointInTimeRecoverySpecification: {} })),
      'TableRecoverable Table',
    ],
    [
      'a replica that can be restored to a week only',
      planted(
        'Table',
        replica({
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
        }),
      ),
      'TableRecoverable Table',
    ],
    [
      'a replica that can be deleted',
      planted('Table', replica({ DeletionProtectionEnabled: false })),
      'TableRecoverable Table',
    ],
    ['a table outside the backups', without('Selection'), 'TableBackedUp Table'],
    [
      "a queue under SQS's own key",
      planted('Queue', { KmsMasterKeyId: undefined }),
      'EncryptedByOwnKey Queue',
    ],
    [
      "a topic under AWS's key",
      planted('Topic', { KmsMasterKeyId: 'alias/aws/sns' }),
      'EncryptedByOwnKey Topic',
    ],
    ['a log group without a key', planted('Log', { KmsKeyId: undefined }), 'EncryptedByOwnKey Log'],
    ['a secret without a key', planted('Secret', { KmsKeyId: undefined }), 'EncryptedByOwnKey Secret'],
    ['a vault without a key', planted('Vault', { EncryptionKeyArn: undefined }), 'EncryptedByOwnKey Vault'],
    [
      'a bucket without encryption',
      planted('Bucket', { BucketEncryption: undefined }),
      'BucketEncryptedByOwnKey Bucket',
    ],
    [
      'a public bucket',
      planted('Bucket', { PublicAccessBlockConfiguration: { ...PRIVATE, BlockPublicPolicy: false } }),
      'BucketPrivate Bucket',
    ],
    [
      'a bucket with access lists',
      planted('Bucket', { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } }),
      'BucketPrivate Bucket',
    ],
    [
      'a bucket that keeps everything',
      planted('Bucket', { LifecycleConfiguration: undefined }),
      'BucketForgets Bucket',
    ],
    [
      'a bucket that keeps older versions',
      planted('Bucket', { LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90 }] } }),
      'BucketForgets Bucket',
    ],
    ['a log group without retention', planted('Log', { RetentionInDays: undefined }), 'LogForgets Log'],
    ['a topic that takes plain HTTP', without('TopicPolicy'), 'TlsOnly Topic'],
    ['a bucket that takes plain HTTP', planted('BucketPolicy', policy()), 'TlsOnly Bucket'],
    [
      'a queue that its policy does not name',
      planted('QueuePolicy', { Queues: [{ Ref: 'DeadLetters' }] }),
      'TlsOnly Queue',
    ],
    [
      'dead letters kept for four days',
      planted('DeadLetters', { MessageRetentionPeriod: 345_600 }),
      'DeadLettersKept DeadLetters',
    ],
    [
      'a dead-letter queue that no queue may use',
      planted('DeadLetters', { RedriveAllowPolicy: { redrivePermission: 'denyAll' } }),
      'DeadLettersKept DeadLetters',
    ],
    ['a key that stays the same', planted('DataKey', { EnableKeyRotation: false }), 'KeyRotates DataKey'],
    [
      'a key for everybody',
      planted('DataKey', { KeyPolicy: allow({ AWS: '*' }).PolicyDocument }),
      'ServicesScoped DataKey',
    ],
    [
      "a key for a service on anybody's behalf",
      planted('DataKey', { KeyPolicy: allow({ Service: 'sns.amazonaws.com' }).PolicyDocument }),
      'ServicesScoped DataKey',
    ],
    ['a bucket for everybody', planted('BucketPolicy', allow('*')), 'ServicesScoped BucketPolicy'],
    [
      "a topic for a service on anybody's behalf",
      planted('TopicPolicy', allow({ Service: 'cloudwatch.amazonaws.com' })),
      'ServicesScoped TopicPolicy',
    ],
    [
      "a bucket for EventBridge on anybody's behalf",
      planted('BucketPolicy', allow({ Service: 'events.amazonaws.com' })),
      'ServicesScoped BucketPolicy',
    ],
    [
      "a function for a service on anybody's behalf",
      planted('Permission', { SourceArn: undefined }),
      'ServicesScoped Permission',
    ],
    [
      'a record that goes with its stack',
      { ...GOOD, Table: { ...GOOD.Table, DeletionPolicy: 'Delete' } },
      'Retained Table',
    ],
    [
      'a record that goes when it is replaced',
      { ...GOOD, Secret: { ...GOOD.Secret, UpdateReplacePolicy: 'Delete' } },
      'Retained Secret',
    ],
    [
      'users who go with their stack',
      { ...GOOD, Users: { ...GOOD.Users, DeletionPolicy: 'Delete' } },
      'Retained Users',
    ],
  ])('%s', (_, resources, finding) => {
    expect(broken(resources)).toEqual([finding]);
  });

  test('a queue without dead letters', () => {
    const resources = planted('Queue', { RedrivePolicy: undefined });

    expect(broken(resources)).toEqual(['DeadLettersKept Queue', 'DeadLettersKept DeadLetters']);
  });

  test('a table without any replica named', () => {
    const resources = planted('Table', { Replicas: undefined });

    expect(broken(resources)).toEqual(['TableEncrypted Table', 'TableRecoverable Table']);
  });
});

describe('a dead-letter queue', () => {
  test.each([
    [
      'of a function',
      resource('Lambda::Function', { DeadLetterConfig: { TargetArn: { Ref: 'DeadLetters' } } }),
    ],
    [
      'of a schedule',
      resource('Events::Rule', { Targets: [{ DeadLetterConfig: { Arn: { Ref: 'DeadLetters' } } }] }),
    ],
    [
      'of a subscription',
      resource('SNS::Subscription', { RedrivePolicy: { deadLetterTargetArn: { Ref: 'DeadLetters' } } }),
    ],
  ])('%s needs none of its own', (_, source) => {
    expect(broken({ ...without('Queue'), Source: source })).toEqual([]);
  });
});

test('every rule has been seen to catch something', () => {
  const bare = Object.fromEntries(
    Object.entries(GOOD).map(([id, { Type }]) => [id, { Type, Properties: policyOfAnybody(Type) }]),
  );

  const names = new Set(broken(bare).map((finding) => finding.split(' ')[0]));

  expect([...names]).toEqual(HOUSE_RULES.map(({ name }) => name));
});

function policyOfAnybody(type: string): Record<string, unknown> {
  return type.endsWith('Policy') ? policy({ Effect: 'Allow', Principal: '*' }) : {};
}
