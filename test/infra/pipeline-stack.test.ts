import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { type FunctionName, settingsOf, TIMEOUT_SECONDS } from '../../infra/config.ts';
import { addStacks } from '../../infra/create-app.ts';
import { context, sampleConfig, templatesOf } from './stacks.ts';

const { pipeline, record } = templatesOf('prod');
const { pipeline: dev } = templatesOf('dev');

const hl7 = Template.fromStack(
  addStacks(new App({ context }), {
    settings: settingsOf('prod'),
    config: sampleConfig,
    region: 'eu-west-2',
    doors: {
      waf: true,
      desk: undefined,
      hl7Domain: {
        name: 'hl7.example.org',
        certificateArn: 'arn:aws:acm:eu-west-2:000000000000:certificate/own',
        ownershipCertificateArn: 'arn:aws:acm:eu-west-2:000000000000:certificate/owned',
        trustStore: 's3://trust-store/clients.pem',
        trustStoreVersion: '7',
      },
    },
  }).pipeline,
);

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
/** Those of the desk have a stack of their own. */
const FUNCTIONS = (Object.keys(TIMEOUT_SECONDS) as FunctionName[]).filter(
  (name) => name !== 'desk' && name !== 'fhir-events',
);

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

  test('may give its dead letters to their queue, and take them back', () => {
    const queues = resourcesOf(template, 'AWS::SQS::Queue').map(([, { Properties }]) => Properties);

    expect(
      queues.filter(({ RedriveAllowPolicy }) => RedriveAllowPolicy?.redrivePermission === 'denyAll'),
    ).toEqual([]);
  });

  test('is standard and refuses plain HTTP', () => {
    const queues = resourcesOf(template, 'AWS::SQS::Queue');
    const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy');

    expect(queues.filter(([, queue]) => queue.Properties.FifoQueue !== undefined)).toEqual([]);
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
    expect(unique('rejudge')).toEqual(
      [
        ...[...items, ...key, ...log, ...tableKey],
        ...['dynamodb:Scan', 'secretsmanager:GetSecretValue', 'sns:Publish'],
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

describe('a new version', () => {
  const aliases = resourcesOf(pipeline, 'AWS::Lambda::Alias');
  const groups = resourcesOf(pipeline, 'AWS::CodeDeploy::DeploymentGroup');
  const paces = (template: Template) =>
    new Set(
      resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup').map(
        ([, { Properties }]) => Properties.DeploymentConfigName,
      ),
    );

  test('takes over a tenth every two minutes in production, and at once in development', () => {
    expect(groups).toHaveLength(FUNCTIONS.length);
    expect(paces(pipeline)).toEqual(new Set(['CodeDeployDefault.LambdaLinear10PercentEvery2Minutes']));
    expect(paces(dev)).toEqual(new Set(['CodeDeployDefault.LambdaAllAtOnce']));
  });

  test.each(aliases)('%s is moved by a deployment group of its own', (_, { Properties, UpdatePolicy }) => {
    expect(Properties.Name).toBe('live');
    expect(groups.map(([id]) => id)).toContain(
      UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName.Ref,
    );
  });

  test.each(groups)('%s goes back when an alarm of the new version rings', (_, { Properties }) => {
    const [{ Name }] = Properties.AlarmConfiguration.Alarms;
    const alarm = pipeline.findResources('AWS::CloudWatch::Alarm')[Name.Ref]?.Properties;

    expect(Properties.AutoRollbackConfiguration).toEqual({
      Enabled: true,
      Events: expect.arrayContaining(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']),
    });
    expect(alarm).toMatchObject({
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 60,
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: expect.stringContaining('Operations') }],
    });
    expect(alarm.Dimensions.map((dimension: { Name: string }) => dimension.Name)).toContain(
      'ExecutedVersion',
    );
  });

  test('is what every caller gets: nothing calls a function but by its alias', () => {
    const permissions = resourcesOf(pipeline, 'AWS::Lambda::Permission');
    const mappings = resourcesOf(pipeline, 'AWS::Lambda::EventSourceMapping');

    for (const [, { Properties }] of [...permissions, ...mappings]) {
      expect(JSON.stringify(Properties.FunctionName)).toMatch(/"Ref":"[a-z]+Live/);
    }
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
          Arn: { Ref: Match.stringLikeRegexp('^sweepLive') },
          RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
        }),
      ],
    });
  });

  test.each([
    ['sweep', 60],
    ['canary', 300],
    ['rejudge', 900],
  ])('%s: a run that fails is not tried again by Lambda either', (name, oldestSeconds) => {
    pipeline.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp(`^${name}Function`) },
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: oldestSeconds,
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

describe('what API Gateway answers in place of the function', () => {
  const answers = resourcesOf(pipeline, 'AWS::ApiGateway::GatewayResponse').map(
    ([, { Properties }]) => Properties,
  );

  test('covers a message that is too long, senders that are too fast or not allowed, and faults of ours', () => {
    expect(answers.map(({ ResponseType }) => ResponseType)).toEqual(
      expect.arrayContaining([
        'REQUEST_TOO_LARGE',
        'THROTTLED',
        'ACCESS_DENIED',
        'DEFAULT_4XX',
        'DEFAULT_5XX',
      ]),
    );
  });

  test('says that the message was not taken, and is kept nowhere', () => {
    for (const { ResponseParameters, ResponseTemplates } of answers) {
      expect(ResponseTemplates['text/plain']).toContain('was not taken');
      expect(JSON.parse(ResponseTemplates['application/json']).message).toContain('was not taken');
      expect(ResponseParameters).toEqual({ 'gatewayresponse.header.cache-control': "'no-store'" });
    }
  });
});

describe('with a domain of one’s own, the HL7 API', () => {
  test('asks for a client certificate by TLS 1.2 or newer', () => {
    hl7.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'hl7.example.org',
      SecurityPolicy: 'TLS_1_2',
      EndpointConfiguration: { Types: ['REGIONAL'] },
      MutualTlsAuthentication: { TruststoreUri: 's3://trust-store/clients.pem', TruststoreVersion: '7' },
      OwnershipVerificationCertificateArn: 'arn:aws:acm:eu-west-2:000000000000:certificate/owned',
    });
  });

  test('has no other address', () => {
    hl7.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    hl7.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { Stage: Match.anyValue() });
    hl7.hasOutput('Hl7Url', { Value: 'https://hl7.example.org/hl7' });
  });

  test('leaves the check of the sender to TLS and to the function, and logs whose certificate it was', () => {
    hl7.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'NONE' });
    hl7.hasResourceProperties('AWS::ApiGateway::Stage', {
      AccessLogSetting: { Format: Match.stringLikeRegexp('clientCert.subjectDN') },
    });
  });
});

describe('the firewall', () => {
  const [acl] = resourcesOf(hl7, 'AWS::WAFv2::WebACL').map(([, { Properties }]) => Properties);

  test('stands before the API where it is asked for', () => {
    pipeline.resourceCountIs('AWS::WAFv2::WebACL', 0);
    hl7.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WebAcl'), 'Arn'] },
    });
    expect(acl).toMatchObject({ Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
  });

  test('refuses nothing for what a message says: rules that look at bodies only count', () => {
    const counted = acl.Rules.flatMap(
      (rule: { Statement: { ManagedRuleGroupStatement?: { RuleActionOverrides: unknown[] } } }) =>
        rule.Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [],
    );

    expect(counted.map(({ Name }: { Name: string }) => Name)).toEqual(
      expect.arrayContaining(['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'Log4JRCE_BODY']),
    );
    for (const { ActionToUse } of counted) expect(ActionToUse).toEqual({ Count: {} });
  });

  test('slows down an address that sends more than the API takes', () => {
    expect(acl.Rules.at(-1)).toMatchObject({
      Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 60_000, EvaluationWindowSec: 300 } },
    });
  });

  test('logs, encrypted and for as long as the others, what it did but no signature', () => {
    hl7.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: 'aws-waf-logs-calcium-alerts-prod',
      KmsKeyId: DATA_KEY,
      RetentionInDays: 365,
    });
    hl7.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: [{ SingleHeader: { Name: 'authorization' } }, { QueryString: {} }],
    });
  });
});

test('a synthesis fails when a message could be longer than a function takes', () => {
  const caps = { ...sampleConfig.caps, httpBytes: 5_000_000 };

  expect(() => templatesOf('dev', { ...sampleConfig, caps })).toThrow(
    'caps.httpBytes: a function takes messages of 4600000 bytes at most',
  );
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
