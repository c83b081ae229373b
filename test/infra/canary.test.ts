import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { canaryMessage } from '../../functions/canary/canary-message.ts';
import { CANARY_FACILITIES, deployedConfig } from '../../infra/deployed-config.ts';
import { EVERY_OPTION, templatesOfApp, VARIANTS } from '../../infra/whole-app.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import { readDoorHeader } from '../../shared/hl7/door-header.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { CANARY, GATEWAY_CANARY, isCanary } from '../../shared/runtime/config.ts';
import { sampleConfig, templatesOf } from './stacks.ts';

const { pipeline } = templatesOf('prod');

const canaryFunction = (template: Template) =>
  Object.entries(template.findResources('AWS::Lambda::Function'))
    .filter(([id]) => id.startsWith('canaryFunction'))
    .map(([, { Properties }]) => Properties)[0];

function pipelineOf(context: Readonly<Record<string, unknown>>): Template {
  const found = templatesOfApp(context).find(({ stack }) => stack.endsWith('-Pipeline'));
  if (!found) throw new Error('no pipeline stack');
  return Template.fromJSON(found.template as Record<string, unknown>);
}

describe('the canary', () => {
  test('runs every five minutes', () => {
    pipeline.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp('^canaryLive') },
          RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 0 },
        }),
      ],
    });
  });

  test('is paged as one more team, of critical alone, into its own queue and to nobody else', () => {
    pipeline.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'calcium-alerts_prod_team_canary' });
    const subscriptions = Object.values(pipeline.findResources('AWS::SNS::Subscription')).map(
      ({ Properties }) => Properties,
    );

    expect(subscriptions).toEqual([
      expect.objectContaining({
        TopicArn: { Ref: expect.stringMatching(/^CanaryTopic/) },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': [expect.stringMatching(/^CanaryPagesQueue/), 'Arn'] },
        FilterPolicy: { level: ['critical'] },
      }),
    ]);
  });

  test("may be told of by its team's topic alone", () => {
    pipeline.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sqs:SendMessage',
            Principal: { Service: 'sns.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': { Ref: Match.stringLikeRegexp('^CanaryTopic') } } },
          }),
        ]),
      },
    });
  });

  test('posts by IAM to /hl7 and to nothing else of the API', () => {
    pipeline.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^canaryRole') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'execute-api:Invoke',
            Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('/v1/POST/hl7$')])] },
          }),
        ]),
      },
    });
  });

  test('leaves files in a folder of its own, and nowhere else', () => {
    pipeline.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^canaryRole') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 's3:PutObject',
            Resource: {
              'Fn::Join': ['', [{ 'Fn::ImportValue': Match.stringLikeRegexp('FileDrop') }, '/canary/*']],
            },
          }),
        ]),
      },
    });
  });

  test('shows a certificate where senders do', () => {
    const { Environment } = canaryFunction(pipelineOf(EVERY_OPTION));

    expect(Environment.Variables).toMatchObject({
      HL7_URL: 'https://hl7.hospital.example/hl7',
      CERTIFICATE_SECRET_ARN: EVERY_OPTION.hl7Domain.canaryCertificateSecretArn,
    });
  });

  test('leaves the door out, and its alarms, where senders show certificates and it has none', () => {
    const { canaryCertificateSecretArn: _, ...hl7Domain } = EVERY_OPTION.hl7Domain;
    const templates = templatesOfApp({ ...VARIANTS.prod, hl7Domain });
    const text = JSON.stringify(templates.map(({ template }) => template));

    expect(
      canaryFunction(pipelineOf({ ...VARIANTS.prod, hl7Domain })).Environment.Variables,
    ).not.toHaveProperty('HL7_URL');
    expect(text).toContain('CalciumAlerts-prod-CanaryFailed-file');
    expect(text).not.toContain('CalciumAlerts-prod-CanaryFailed-https');
  });
});

describe('a deployment', () => {
  const watched = (template: Template) =>
    Object.entries(template.findResources('AWS::CodeDeploy::DeploymentGroup')).filter(([, { Properties }]) =>
      JSON.stringify(Properties.AlarmConfiguration).includes('CanaryFailed'),
    );

  test("is taken back when the canary's pages stop coming", () => {
    expect(
      watched(pipeline)
        .map(([id]) => id.replace(/Deployment.*/, ''))
        .sort(),
    ).toEqual(['assess', 'receive', 'sweep', 'unbatch']);
    for (const [, { Properties }] of watched(pipeline)) {
      expect(Properties.AlarmConfiguration.Alarms).toEqual(
        expect.arrayContaining([
          { Name: 'CalciumAlerts-prod-CanaryFailed-https' },
          { Name: 'CalciumAlerts-prod-CanaryFailed-file' },
        ]),
      );
    }
  });

  test('goes through while the canary fails where that is asked for', () => {
    expect(watched(pipelineOf({ ...VARIANTS.prod, ignoreCanary: 'true' }))).toEqual([]);
  });
});

describe("a canary's message", () => {
  const config = deployedConfig(sampleConfig, [CANARY, GATEWAY_CANARY]);
  const feeds = createFeedDirectory(config);

  test.each([CANARY, GATEWAY_CANARY] as const)('belongs to feed and team of %s', (id) => {
    const reading = readDoorHeader(canaryMessage('r1', epochMs(0), CANARY_FACILITIES[id]));

    expect(reading.is === 'header' && feeds.ofSender(reading.header)).toMatchObject({ id, team: id });
    expect(config.teams.map((team) => team.id)).toContain(id);
  });

  test('is told from that of every laboratory', () => {
    for (const { sendingApplication, sendingFacility } of sampleConfig.feeds) {
      const feed = feeds.ofSender({ sendingApplication, sendingFacility });
      expect(feed && isCanary(feed.id)).toBe(false);
    }
  });
});
