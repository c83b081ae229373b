import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../infra/config.ts';
import { addStacks } from '../../infra/create-app.ts';
import { TABLE_DEFINITION } from '../../shared/chart/dynamodb-table.ts';
import { context, sampleConfig, templatesOf } from './stacks.ts';

const { observability, pipeline, record } = templatesOf('prod');
const { record: dev } = templatesOf('dev');

const replicated = replicatedStacks();

/** The record with a replica in another region, and what is there. */
function replicatedStacks(): { readonly record: Template; readonly standby: Template } {
  const app = new App({ context });
  const { record: stack } = addStacks(app, {
    settings: settingsOf('prod', 'north'),
    config: sampleConfig,
    region: 'eu-west-2',
    replicaRegion: 'eu-west-1',
  });
  const [standby] = stack.dependencies;
  if (standby === undefined) throw new Error('the record waits for no other stack');
  return { record: Template.fromStack(stack), standby: Template.fromStack(standby) };
}

const arnElsewhere = (service: string, name: string) => ({
  'Fn::Join': ['', [`arn:aws:${service}:eu-west-1:`, { Ref: 'AWS::AccountId' }, `:${name}`]],
});
const KEY_ELSEWHERE = arnElsewhere('kms', 'alias/calcium-alerts-prod-north-standby');

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

  test.each(['cloudwatch', 's3', 'sns'].map((service) => `${service}.amazonaws.com`))(
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

  test('may be used by EventBridge, for which a condition would shut it', () => {
    record.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Principal: { Service: 'events.amazonaws.com' },
            Condition: Match.absent(),
          }),
        ]),
      },
    });
  });

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

describe('a replica of the record', () => {
  test('is the whole table, as protected as the first and under the key there', () => {
    replicated.record.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: Match.arrayWith([
        Match.objectLike({
          Region: 'eu-west-1',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
          SSESpecification: { KMSMasterKeyId: KEY_ELSEWHERE },
        }),
      ]),
    });
  });

  test('comes with the key of the patient partitions, without which no chart is found there', () => {
    replicated.record.hasResourceProperties('AWS::SecretsManager::Secret', {
      ReplicaRegions: [{ Region: 'eu-west-1', KmsKeyId: KEY_ELSEWHERE }],
    });
  });

  test('finds its key and its vault there by the names that the record gives them', () => {
    replicated.standby.hasResourceProperties('AWS::KMS::Alias', {
      AliasName: 'alias/calcium-alerts-prod-north-standby',
      TargetKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DataKey'), 'Arn'] },
    });
    replicated.standby.hasResource('AWS::Backup::BackupVault', {
      DeletionPolicy: 'Retain',
      Properties: {
        BackupVaultName: 'calcium-alerts-prod-north-standby',
        LockConfiguration: { MinRetentionDays: 35 },
      },
    });
  });

  test('is none unless a region is named', () => {
    expect(Object.values(record.findResources('AWS::DynamoDB::GlobalTable'))).toEqual([
      expect.objectContaining({
        Properties: expect.objectContaining({ Replicas: [expect.objectContaining({ Region: 'eu-west-2' })] }),
      }),
    ]);
  });
});

describe('copies of the table', () => {
  const rule = (RuleName: string, DeleteAfterDays: number) =>
    Match.objectLike({ RuleName, Lifecycle: { DeleteAfterDays } });
  const keeps = (daily: number, monthly: number) => ({
    BackupPlan: { BackupPlanRule: [rule('daily', daily), rule('monthly', monthly)] },
  });

  test('are made each day and each month, and kept as the environment says', () => {
    record.hasResourceProperties('AWS::Backup::BackupPlan', keeps(35, 365));
    dev.hasResourceProperties('AWS::Backup::BackupPlan', keeps(7, 35));
  });

  test('are made of the table, by a role that AWS Backup alone takes for this account', () => {
    record.hasResourceProperties('AWS::Backup::BackupSelection', {
      BackupSelection: {
        Resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^ChartTable'), 'Arn'] }],
        IamRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^BackupsRole'), 'Arn'] },
      },
    });
    record.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'backup.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  test('lie in a vault that is encrypted and retained', () => {
    record.hasResource('AWS::Backup::BackupVault', {
      DeletionPolicy: 'Retain',
      Properties: { EncryptionKeyArn: DATA_KEY },
    });
  });

  test('are locked in production: nobody deletes one, or shortens its time', () => {
    record.hasResourceProperties('AWS::Backup::BackupVault', {
      LockConfiguration: { MinRetentionDays: 35, ChangeableForDays: Match.absent() },
      AccessPolicy: {
        Statement: [
          {
            Action: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Resource: '*',
          },
        ],
      },
    });
  });

  test('are not locked in development', () => {
    dev.hasResourceProperties('AWS::Backup::BackupVault', {
      LockConfiguration: Match.absent(),
      AccessPolicy: Match.absent(),
    });
  });

  test('that were not made are told to operations', () => {
    observability.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.backup'],
        'detail-type': ['Backup Job State Change', 'Copy Job State Change'],
        detail: {
          state: ['ABORTED', 'EXPIRED', 'FAILED'],
          resourceArn: [{ 'Fn::ImportValue': Match.stringLikeRegexp('ChartTable') }],
        },
      },
      Targets: [Match.objectLike({ Arn: { 'Fn::ImportValue': Match.stringLikeRegexp('Operations') } })],
    });
    pipeline.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sns:Publish',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: Match.absent(),
          }),
        ]),
      },
    });
  });

  test('go to the vault of the replica too, where there is one', () => {
    const there = arnElsewhere('backup', 'backup-vault:calcium-alerts-prod-north-standby');
    const copied = (DeleteAfterDays: number) =>
      Match.objectLike({
        CopyActions: [{ DestinationBackupVaultArn: there, Lifecycle: { DeleteAfterDays } }],
      });

    replicated.record.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: { BackupPlanRule: [copied(35), copied(365)] },
    });
  });
});
