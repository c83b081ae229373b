import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { type FunctionName, TIMEOUT_SECONDS } from '../../infra/config.ts';
import { templatesOf } from './stacks.ts';

const { pipeline, record } = templatesOf('prod');
const { pipeline: dev } = templatesOf('dev');

const DAY = 86_400;
const DATA_KEY = { 'Fn::ImportValue': Match.stringLikeRegexp('DataKey') };
const TRACE = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
/** Only `subscriptions` has more of them than those of a trace. */
const NAMING_NO_RESOURCE = [
  ...TRACE,
  'sns:GetSMSAttributes',
  'sns:GetSubscriptionAttributes',
  'sns:SetSMSAttributes',
  'sns:SetSubscriptionAttributes',
  'sns:Unsubscribe',
];
const FUNCTIONS = Object.keys(TIMEOUT_SECONDS) as FunctionName[];

const resourcesOf = (template: Template, type: string) => Object.entries(template.findResources(type));

/** The statements of a function's role. */
function rightsOf(name: FunctionName): readonly { Action: string | string[]; Resource: unknown }[] {
  return resourcesOf(pipeline, 'AWS::IAM::Policy')
    .filter(([id]) => id.startsWith(`${name}Role`))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement);
}

function actionsOf(name: FunctionName): string[] {
  return rightsOf(name)
    .flatMap(({ Action }) => Action)
    .sort();
}

describe.each([
  ['intake', pipeline, 'Intake', TIMEOUT_SECONDS.assess, DATA_KEY],
  ['file drop', record, 'FileDropArrivals', TIMEOUT_SECONDS.unbatch, Match.anyValue()],
])('the %s queue', (_, template, id, consumerTimeout, key) => {
  test('keeps a message 4 days and gives it up after 50 receives', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 4 * DAY,
      RedrivePolicy: {
        maxReceiveCount: 50,
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}DeadLetters`), 'Arn'] },
      },
      KmsMasterKeyId: key,
    });
  });

  test('hides a received message six times as long as its function may take', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: consumerTimeout * 6 });
  });

  test('keeps dead letters 14 days', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 14 * DAY,
      KmsMasterKeyId: key,
    });
  });

  test('is standard and refuses plain HTTP', () => {
    const queues = resourcesOf(template, 'AWS::SQS::Queue');
    const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy');

    expect(queues.map(([, queue]) => queue.Properties.FifoQueue)).toEqual([undefined, undefined]);
    expect(policies).toHaveLength(queues.length);
    for (const [, policy] of policies) {
      expect(policy.Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Action: 'sqs:*',
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });
});

describe('every function', () => {
  const functions = resourcesOf(pipeline, 'AWS::Lambda::Function');

  test('is one of this project: no provider of a custom resource came along', () => {
    expect(functions).toHaveLength(FUNCTIONS.length);
  });

  test.each(functions)('%s runs on Node 24, arm64, with source maps and its own log group', (_, lambda) => {
    expect(lambda.Properties).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
      LoggingConfig: { LogGroup: { Ref: expect.any(String) } },
    });
  });

  test.each(FUNCTIONS)(
    '%s may do on every resource only what names none, and no action by wildcard',
    (name) => {
      expect(rightsOf(name)).not.toEqual([]);
      for (const { Action, Resource } of rightsOf(name)) {
        const named = name === 'subscriptions' ? NAMING_NO_RESOURCE : TRACE;
        if (Resource === '*') expect(named).toEqual(expect.arrayContaining([Action].flat()));
      }
      for (const action of actionsOf(name)) expect(action).not.toContain('*');
    },
  );

  test('may do only what it calls', () => {
    const log = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    const key = ['kms:Decrypt', 'kms:GenerateDataKey', ...TRACE];
    const tableKey = ['kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
    const items = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'];
    const consume = [
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
    ];
    const unique = (name: FunctionName) => [...new Set(actionsOf(name))];

    expect(unique('receive')).toEqual([...key, ...log, 's3:PutObject', 'sqs:SendMessage'].sort());
    expect(unique('assess')).toEqual(
      [
        ...consume,
        ...items,
        ...key,
        ...log,
        ...tableKey,
        's3:GetObject',
        's3:PutObject',
        'secretsmanager:GetSecretValue',
        'sns:Publish',
      ].sort(),
    );
    expect(unique('delivery')).toEqual([...items, ...key, ...log, ...tableKey, 'sns:Publish'].sort());
    expect(unique('subscriptions')).toEqual(
      [
        ...[...items, ...key, ...log, ...tableKey, ...NAMING_NO_RESOURCE.slice(TRACE.length)],
        'iam:PassRole',
        'logs:AssociateKmsKey',
        'logs:CreateLogGroup',
        'logs:PutRetentionPolicy',
        'logs:PutSubscriptionFilter',
        'sns:ListSubscriptionsByTopic',
        'sns:Publish',
        'sns:Subscribe',
        'ssm:GetParametersByPath',
      ].sort(),
    );
    expect(unique('sweep')).toEqual([...items, ...key, ...log, ...tableKey, 'sns:Publish'].sort());
  });

  test('keeps its log a year in production, encrypted', () => {
    const groups = resourcesOf(pipeline, 'AWS::Logs::LogGroup');

    expect(groups).toHaveLength(FUNCTIONS.length + 2);
    pipeline.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365, KmsKeyId: DATA_KEY });
  });

  test('keeps reserved concurrency for receive and sweep, in production only', () => {
    const reserved = (template: Template) =>
      resourcesOf(template, 'AWS::Lambda::Function')
        .filter(([, lambda]) => lambda.Properties.ReservedConcurrentExecutions !== undefined)
        .map(([id]) => id.replace(/Function.*/, ''))
        .sort();

    expect(reserved(pipeline)).toEqual(['receive', 'sweep']);
    expect(reserved(dev)).toEqual([]);
  });
});

describe('assess', () => {
  test('takes batches, gives back only what failed and never takes the whole account', () => {
    pipeline.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^IntakeQueue'), 'Arn'] },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 50 },
    });
  });
});

describe('the sweep', () => {
  test('runs each minute and is not tried again: the next run does all that is due', () => {
    pipeline.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^sweepFunction'), 'Arn'] },
          RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
        }),
      ],
    });
  });

  test('alone reads the index of what is due', () => {
    const reading = FUNCTIONS.filter((name) => JSON.stringify(rightsOf(name)).includes('/index/due'));

    expect(reading).toEqual(['sweep']);
  });
});

describe('the HL7 API', () => {
  test('gives the function every body as the bytes that were sent', () => {
    pipeline.hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['*/*'] });
  });

  test('takes signed requests only', () => {
    const methods = resourcesOf(pipeline, 'AWS::ApiGateway::Method');

    expect(
      methods.map(([, { Properties }]) => [Properties.HttpMethod, Properties.AuthorizationType]),
    ).toEqual([['POST', 'AWS_IAM']]);
    pipeline.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: 'hl7' });
  });

  test('throttles, traces no data and logs access without header or body', () => {
    const [stage] = resourcesOf(pipeline, 'AWS::ApiGateway::Stage').map(([, { Properties }]) => Properties);

    expect(stage?.MethodSettings).toEqual([
      expect.objectContaining({
        DataTraceEnabled: false,
        LoggingLevel: 'ERROR',
        ThrottlingBurstLimit: 400,
        ThrottlingRateLimit: 200,
      }),
    ]);
    expect(Object.values(JSON.parse(stage?.AccessLogSetting.Format))).not.toContainEqual(
      expect.stringMatching(/body|header|querystring|authorizer/i),
    );
  });
});

describe('operations', () => {
  test('are reached by an alarm of this account: their topic and the key let CloudWatch in', () => {
    pipeline.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: Match.stringLikeRegexp('Operations') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sns:Publish',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });
});

test('every resource that can be tagged says what it is, where and how sensitive', () => {
  const wanted = [
    { Key: 'data-classification', Value: 'patient-data' },
    { Key: 'environment', Value: 'prod' },
    { Key: 'project', Value: 'calcium-alerts' },
  ];
  for (const type of ['AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::Logs::LogGroup']) {
    pipeline.allResourcesProperties(type, { Tags: Match.arrayWith(wanted) });
  }
  for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret']) {
    record.allResourcesProperties(type, { Tags: Match.arrayWith(wanted) });
  }
});
