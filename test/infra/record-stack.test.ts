import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { TABLE_DEFINITION } from '../../shared/chart/dynamodb-table.ts';
import { templatesOf } from './stacks.ts';

const { record } = templatesOf('prod');
const { record: dev } = templatesOf('dev');

const DATA_KEY = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DataKey'), 'Arn'] };

describe('the chart table', () => {
  test('is retained, protected from deletion and replacement, and billed on demand', () => {
    record.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        Replicas: [Match.objectLike({ DeletionProtectionEnabled: true, Region: 'eu-west-2' })],
      },
    });
  });

  test('can be restored to any second of the last 35 days', () => {
    record.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [
        Match.objectLike({
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        }),
      ],
    });
  });

  test("is encrypted with the project's own key", () => {
    record.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [Match.objectLike({ SSESpecification: { KMSMasterKeyId: DATA_KEY } })],
    });
  });

  test('has the keys and the index that the code asks for', () => {
    record.hasResourceProperties('AWS::DynamoDB::GlobalTable', TABLE_DEFINITION);
  });

  test('forgets facts at expiresAt', () => {
    record.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });
});

describe('every message bucket', () => {
  const buckets = Object.entries(record.findResources('AWS::S3::Bucket'));
  const messageBuckets = buckets.filter(([id]) => !id.includes('AccessLogs'));

  test('is one of archive, quarantine, claim check and drop', () => {
    expect(messageBuckets).toHaveLength(4);
    expect(buckets).toHaveLength(5);
  });

  test.each(buckets)('%s is private, owned by this account alone, versioned and retained', (_, bucket) => {
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
      },
    });
  });

  test.each(messageBuckets)("%s is encrypted with the project's own key and logs access", (_, bucket) => {
    expect(bucket.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
      LoggingConfiguration: { LogFilePrefix: expect.stringMatching(/^[a-z]+\/$/) },
    });
  });

  test.each(buckets)('%s forgets objects and their older versions', (_, bucket) => {
    expect(bucket.Properties.LifecycleConfiguration.Rules).toEqual([
      expect.objectContaining({
        Status: 'Enabled',
        ExpirationInDays: expect.any(Number),
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      }),
    ]);
  });

  test('refuses plain HTTP', () => {
    const policies = Object.values(record.findResources('AWS::S3::BucketPolicy'));

    expect(policies).toHaveLength(buckets.length);
    for (const policy of policies) {
      expect(policy.Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Action: 's3:*',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });

  test('keeps the archive for 90 days in production and 7 in development', () => {
    const days = (template: typeof record) =>
      Object.entries(template.findResources('AWS::S3::Bucket'))
        .filter(([id]) => id.includes('Archive'))
        .map(([, bucket]) => bucket.Properties.LifecycleConfiguration.Rules[0].ExpirationInDays);

    expect(days(record)).toEqual([90]);
    expect(days(dev)).toEqual([7]);
  });
});

describe('a dropped file', () => {
  test('is told to its queue, which lets S3 in before the bucket asks', () => {
    record.hasResource('AWS::S3::Bucket', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^FileDropArrivalsQueuePolicy')]),
      Properties: {
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Event: 's3:ObjectCreated:*',
              Queue: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FileDropArrivalsQueue'), 'Arn'] },
            },
          ],
        },
      },
    });
  });

  test('is told by S3 on behalf of this account only', () => {
    record.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sqs:SendMessage',
            Principal: { Service: 's3.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });
});

describe('the data key', () => {
  test('rotates and is retained', () => {
    record.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
  });

  test.each(['cloudwatch', 'events', 's3', 'sns'].map((service) => `${service}.amazonaws.com`))(
    'may be used by %s for this account',
    (service) => {
      record.hasResourceProperties('AWS::KMS::Key', {
        KeyPolicy: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
              Principal: { Service: service },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            }),
          ]),
        },
      });
    },
  );

  test('may be used by CloudWatch Logs for log groups of this account and region', () => {
    record.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'logs.eu-west-2.amazonaws.com' },
            Condition: {
              ArnLike: {
                'kms:EncryptionContext:aws:logs:arn': {
                  'Fn::Join': ['', ['arn:aws:logs:eu-west-2:', { Ref: 'AWS::AccountId' }, ':log-group:*']],
                },
              },
            },
          }),
        ]),
      },
    });
  });
});

test('the key of the patient partitions is generated, encrypted, retained and never rotated', () => {
  record.hasResource('AWS::SecretsManager::Secret', {
    DeletionPolicy: 'Retain',
    Properties: {
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      KmsKeyId: DATA_KEY,
    },
  });
  record.resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
});
