import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../shared/runtime/config.ts';
import { sampleConfig, templatesOf } from './stacks.ts';

const { pipeline, record } = templatesOf('prod');
const DATA_KEY = { 'Fn::ImportValue': Match.stringLikeRegexp('DataKey') };
const PREFIX = 'calcium-alerts_prod_';

const resourcesOf = (template: Template, type: string) => Object.entries(template.findResources(type));

/** What CloudFormation puts in place of references to account and partition. */
function resolved(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('{"Ref":"AWS::Partition"}', '"aws"')
    .replaceAll('{"Ref":"AWS::AccountId"}', '"111111111111"')
    .replaceAll(/\{"Fn::Join":\["",\[([^\]]*)\]\]\}/g, (_, parts) =>
      JSON.stringify(JSON.parse(`[${parts}]`).join('')),
    );
}

function rightsOf(template: Template, name: string): readonly { Action: unknown; Resource: unknown }[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([id]) => id.startsWith(`${name}Role`))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement);
}

type Statement = { readonly Action: unknown; readonly Effect: string; readonly Condition?: unknown };

function deniesPlainHttp({ Action, Effect, Condition }: Statement): boolean {
  const isPlain = JSON.stringify(Condition) === JSON.stringify({ Bool: { 'aws:SecureTransport': 'false' } });
  return Effect === 'Deny' && Action === 'sns:Publish' && isPlain;
}

describe('the topics', () => {
  test('are one a team (the canary is one) and one for operations, each with a name that follows from its deployment and team', () => {
    const names = resourcesOf(pipeline, 'AWS::SNS::Topic').map(([, { Properties }]) => Properties.TopicName);

    expect(names.sort()).toEqual(
      [
        ...sampleConfig.teams.map(({ id }) => `${PREFIX}team_${id}`),
        `${PREFIX}team_canary`,
        `${PREFIX}operations`,
      ].sort(),
    );
  });

  test('are encrypted and refuse plain HTTP, each of them', () => {
    const denied = resourcesOf(pipeline, 'AWS::SNS::TopicPolicy')
      .filter(([, { Properties }]) => Properties.PolicyDocument.Statement.some(deniesPlainHttp))
      .flatMap(([, { Properties }]) => Properties.Topics.map(({ Ref }: { Ref: string }) => Ref));

    pipeline.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: DATA_KEY });
    expect(denied.sort()).toEqual(
      resourcesOf(pipeline, 'AWS::SNS::Topic')
        .map(([id]) => id)
        .sort(),
    );
  });

  test('leave no number or address in a template, and tell no human by it: contacts follow Parameter Store', () => {
    const contacts = [...sampleConfig.teams.flatMap((team) => team.contacts), ...sampleConfig.operations];
    const text = JSON.stringify([pipeline.toJSON(), record.toJSON()]);

    expect(contacts.filter(({ to }) => text.includes(to))).toEqual([]);
    pipeline.allResourcesProperties('AWS::SNS::Subscription', { Protocol: 'sqs' });
  });
});

describe('the subscriptions', () => {
  test('are looked at with each deployment, when a contact changes, and each hour', () => {
    const toSubscriptions = [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^subscriptions') } })];

    pipeline.hasResourceProperties('Custom::ContactSubscriptions', {
      ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('^subscriptionsFunction'), 'Arn'] },
      teams: Match.objectLike({
        'breast-oncology':
          'sms, sms, email, email, sms consultant, email consultant, sms duty-manager, email duty-manager',
        'lung-oncology': Match.stringLikeRegexp('^sms, sms, email, email, sms @dr-adams, email @dr-adams, '),
      }),
    });
    pipeline.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.ssm'],
        'detail-type': ['Parameter Store Change'],
        detail: { name: [{ prefix: '/calcium-alerts/prod/' }] },
      },
      Targets: toSubscriptions,
    });
    pipeline.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
      Targets: toSubscriptions,
    });
  });

  test('are made by a function that reads the contacts of its own deployment alone', () => {
    const reading = rightsOf(pipeline, 'subscriptions').find(
      ({ Action }) => Action === 'ssm:GetParametersByPath',
    );

    expect(JSON.parse(resolved(reading?.Resource))).toEqual([
      'arn:aws:ssm:eu-west-2:111111111111:parameter/calcium-alerts/prod',
      'arn:aws:ssm:eu-west-2:111111111111:parameter/calcium-alerts/prod/*',
    ]);
  });

  test('are asked for at the topics of its own deployment alone', () => {
    const asking = rightsOf(pipeline, 'subscriptions').find(({ Action }) =>
      [Action].flat().includes('sns:Subscribe'),
    );

    expect(resolved(asking?.Resource)).toContain(`arn:aws:sns:eu-west-2:111111111111:${PREFIX}team_*`);
    expect([asking?.Resource].flat()).toHaveLength(2);
  });
});

describe('the delivery of SMS', () => {
  test('is logged by SNS as a role that may write its own logs alone', () => {
    const [[, role] = []] = resourcesOf(pipeline, 'AWS::IAM::Role').filter(([id]) =>
      id.startsWith('SmsDeliveryLog'),
    );

    expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      expect.objectContaining({ Principal: { Service: 'sns.amazonaws.com' } }),
    ]);
    expect(
      rightsOf(pipeline, 'SmsDeliveryLog').map(({ Resource }) => JSON.parse(resolved(Resource))),
    ).toEqual(['arn:aws:logs:eu-west-2:111111111111:log-group:sns/eu-west-2/111111111111/*']);
  });

  test('is read by a function that only the logs of SNS in this account may call', () => {
    const [permission] = resourcesOf(pipeline, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ Principal }) => Principal === 'logs.amazonaws.com');

    expect(permission).toMatchObject({ SourceAccount: { Ref: 'AWS::AccountId' } });
    expect(JSON.parse(resolved(permission?.SourceArn))).toBe(
      'arn:aws:logs:eu-west-2:111111111111:log-group:sns/eu-west-2/111111111111/*',
    );
  });
});

describe('two hundred teams', () => {
  const teams: Config['teams'] = Array.from({ length: 200 }, (_, index) => ({
    id: `a-team-with-a-name-as-long-as-allowed-${String(index).padStart(3, '0')}`.slice(-40),
    name: `Team ${index}`,
    contacts: sampleConfig.teams[0]?.contacts ?? [],
  })).map((team) => ({ ...team, id: team.id.replace(/^-/, 'x') }));
  const many = templatesOf('prod', {
    ...sampleConfig,
    teams,
    fallbackTeam: teams[0]?.id ?? '',
  });

  test.each(['pipeline', 'observability'] as const)('fit into a template: %s', (name) => {
    const { Resources = {}, Outputs = {}, Parameters = {} } = many[name].toJSON();

    expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
    expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
    expect(Object.keys(Parameters).length).toBeLessThanOrEqual(200);
    expect(JSON.stringify(many[name].toJSON()).length).toBeLessThan(1_000_000);
  });

  test('fit into the environment of every function', () => {
    for (const [id, { Properties }] of resourcesOf(many.pipeline, 'AWS::Lambda::Function')) {
      expect([id, resolved(Properties.Environment.Variables).length < 4_096]).toEqual([id, true]);
    }
  });

  test('fit into the policy of every role', () => {
    for (const [id, { Properties }] of resourcesOf(many.pipeline, 'AWS::IAM::Policy')) {
      expect([id, resolved(Properties.PolicyDocument).length < 10_240]).toEqual([id, true]);
    }
  });

  test('may all be paged, and no other topic', () => {
    const paging = rightsOf(many.pipeline, 'sweep').filter(({ Action }) => Action === 'sns:Publish');

    expect(resolved(paging.map(({ Resource }) => Resource))).toContain(
      `arn:aws:sns:eu-west-2:111111111111:${PREFIX}team_*`,
    );
    expect(paging.flatMap(({ Resource }) => Resource)).toHaveLength(2);
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
