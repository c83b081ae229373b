import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { type FunctionName, TIMEOUT_SECONDS } from '../../infra/config.ts';
import { receives } from '../../shared/alerting/routing.ts';
import { sampleConfig, templatesOf } from './stacks.ts';

const { pipeline, record } = templatesOf('prod');
const { pipeline: dev } = templatesOf('dev');

const DAY = 86_400;
const DATA_KEY = { 'Fn::ImportValue': Match.stringLikeRegexp('DataKey') };
const TRACE = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
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

  test.each(FUNCTIONS)('%s may do nothing but trace on every resource and no action by wildcard', (name) => {
    expect(rightsOf(name)).not.toEqual([]);
    for (const { Action, Resource } of rightsOf(name)) {
      if (Resource === '*') expect(Action).toEqual(TRACE);
    }
    for (const action of actionsOf(name)) expect(action).not.toContain('*');
  });

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

describe('the topics', () => {
  const subscriptions = resourcesOf(pipeline, 'AWS::SNS::Subscription').map(([, s]) => s.Properties);

  test('are one a team and one for operations', () => {
    pipeline.resourceCountIs('AWS::SNS::Topic', sampleConfig.teams.length + 1);
  });

  test('are encrypted and refuse plain HTTP', () => {
    pipeline.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: DATA_KEY });
    pipeline.allResourcesProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sns:Publish',
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  test('page each contact of each team of just the levels that the routing gives it, at the first step', () => {
    const expected = sampleConfig.teams.flatMap((team) =>
      team.contacts.map((contact) => ({
        protocol: contact.protocol,
        levels: (['critical', 'urgent', 'routine', 'worklist'] as const).filter((l) => receives(contact, l)),
      })),
    );

    const filtered = subscriptions.filter(({ FilterPolicy }) => FilterPolicy !== undefined);

    expect(
      filtered.map(({ Protocol, FilterPolicy }) => ({ protocol: Protocol, levels: FilterPolicy.level })),
    ).toEqual(expected);
    expect(new Set(filtered.flatMap(({ FilterPolicy }) => FilterPolicy.contact))).toEqual(new Set(['first']));
  });

  test('tell operations everything', () => {
    const all = subscriptions.filter(({ FilterPolicy }) => FilterPolicy === undefined);

    expect(all).toHaveLength(sampleConfig.operations.length);
  });

  test('find whom to reach in Parameter Store', () => {
    const parameters = Object.values(pipeline.findParameters('*'))
      .map(({ Default }) => Default)
      .filter((name) => name.startsWith('/calcium-alerts/'));

    expect(subscriptions.every(({ Endpoint }) => typeof Endpoint.Ref === 'string')).toBe(true);
    expect(parameters).toHaveLength(subscriptions.length);
    expect(parameters).toContain('/calcium-alerts/prod/teams/lung-oncology/sms-2');
    expect(parameters).toContain('/calcium-alerts/prod/operations/email-1');
  });

  test('leave no number or address in a template', () => {
    const contacts = [...sampleConfig.teams.flatMap((team) => team.contacts), ...sampleConfig.operations];
    const text = JSON.stringify([pipeline.toJSON(), record.toJSON()]);

    expect(contacts.filter(({ to }) => text.includes(to))).toEqual([]);
  });
});

describe('a synthesis fails', () => {
  test('when a paging level of a team is left with fewer than two subscriptions', () => {
    const teams = sampleConfig.teams.map((team) =>
      team.id === 'breast-oncology' ? { ...team, contacts: team.contacts.slice(0, 3) } : team,
    );

    expect(() => templatesOf('dev', { ...sampleConfig, teams })).toThrow(
      'team "breast-oncology": routine reaches 1 contact; give it at least 2',
    );
  });

  test('when nobody would hear of faults', () => {
    expect(() => templatesOf('dev', { ...sampleConfig, operations: [] })).toThrow(
      'operations: nobody hears of faults',
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
