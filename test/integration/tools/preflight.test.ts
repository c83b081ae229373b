import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { SetSMSAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconcileSubscriptions } from '../../../shared/alerting/reconcile-subscriptions.ts';
import { createSnsSubscriptions } from '../../../shared/alerting/sns-subscriptions.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { checkAll } from '../../../tools/preflight/checks.ts';
import { type Clients, createClients } from '../../../tools/preflight/clients.ts';
import { gather } from '../../../tools/preflight/gather.ts';
import { sendTestPages } from '../../../tools/preflight/test-page.ts';
import { type Moto, startMoto, withoutMoto } from '../moto.ts';

const NOW = epochMs(Date.now());
const DEPLOYMENT = 'dev';
const config = configSchema.parse({
  teams: [
    {
      id: 'lung',
      name: 'Lung',
      contacts: [
        { protocol: 'email', to: 'x@example.org' },
        { protocol: 'email', to: 'x@example.org' },
      ],
    },
    { id: 'new-team', name: 'New', contacts: [{ protocol: 'email', to: 'x@example.org' }] },
  ],
  fallbackTeam: 'lung',
  operations: [{ protocol: 'email', to: 'x@example.org' }],
});

const SMS = { protocol: 'sms', to: '+12025550100' } as const;

const topic = (name: string) => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName: `calcium-alerts_dev_${name}` },
});
const STACKS = {
  Record: {
    Resources: {
      Charts: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        },
      },
    },
  },
  Pipeline: {
    Resources: {
      Lung: topic('team_lung'),
      Operations: topic('operations'),
      IntakeDeadLetters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead-letters' } },
      Sweep: {
        Type: 'AWS::Events::Rule',
        Properties: { Name: 'sweep', ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' },
      },
    },
    Outputs: { Hl7Url: { Value: 'https://hl7.example.org/hl7' } },
  },
} as const;

describe.skipIf(withoutMoto)(
  `preflight in an emulated AWS${withoutMoto ? ` (skipped: ${withoutMoto})` : ''}`,
  () => {
    let moto: Moto;
    let clients: Clients;

    beforeAll(async () => {
      moto = await startMoto();
      clients = createClients(moto.client);
      for (const [name, template] of Object.entries(STACKS)) {
        await clients.cloudFormation.send(
          new CreateStackCommand({
            StackName: `CalciumAlerts-${DEPLOYMENT}-${name}`,
            TemplateBody: JSON.stringify(template),
          }),
        );
      }
    });

    afterAll(() => moto.stop());

    const look = () =>
      gather({
        ...{ clients, deployment: DEPLOYMENT, config, now: NOW },
        certificateOf: async () => epochMs(NOW + 90 * 86_400_000),
      });
    const findings = async () =>
      checkAll(await look(), config, NOW).map(({ verdict, check, text }) => `${verdict} ${check}: ${text}`);

    it('finds what is missing of a deployment', async () => {
      await clients.sqs.send(
        new SendMessageCommand({
          QueueUrl: `${moto.client.endpoint}/123456789012/dead-letters`,
          MessageBody: 'x',
        }),
      );

      const found = await findings();

      expect(found).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^fail stacks: CalciumAlerts-dev-Observability: MISSING/),
          expect.stringMatching(/^ok stacks: CalciumAlerts-dev-Pipeline: CREATE_COMPLETE/),
          expect.stringMatching(/^fail subscriptions: new-team: has no topic/),
          expect.stringMatching(/^fail contacts: lung email-1: the parameter teams\/lung\/email-1/),
          expect.stringMatching(/^fail sms: the monthly spend limit is 1 USD/),
          expect.stringMatching(/^fail queues: IntakeDeadLetters: 1 dead letters/),
          expect.stringMatching(/^fail schedules: Sweep: disabled/),
          expect.stringMatching(/^fail alarms: there are none/),
          expect.stringMatching(/^fail table: .*point-in-time recovery is off/),
          expect.stringMatching(/^ok certificates: hl7\.example\.org:443/),
        ]),
      );
    });

    it('finds contacts and settings that were put right', async () => {
      for (const [name, value] of [
        ['teams/lung/email-1', 'a@example.org'],
        ['teams/lung/email-2', 'b@example.org'],
        ['operations/email-1', 'c@example.org'],
      ]) {
        await clients.ssm.send(
          new PutParameterCommand({
            Name: `/calcium-alerts/dev/${name}`,
            Value: value,
            Type: 'SecureString',
          }),
        );
      }
      await clients.sns.send(
        new SetSMSAttributesCommand({
          attributes: {
            MonthlySpendLimit: '200',
            DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/sms',
            DeliveryStatusSuccessSamplingRate: '100',
          },
        }),
      );
      const { topics, contacts } = await look();
      for (const { topic: one } of topics) {
        const parameters = contacts.is === 'known' ? contacts.value : new Map();
        await reconcileSubscriptions(createSnsSubscriptions(clients.sns), one, parameters);
      }

      const found = await findings();

      expect(found).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^ok subscriptions: lung: every contact is subscribed/),
          expect.stringMatching(/^warn subscriptions: operations: a fault reaches one subscription only/),
          expect.stringMatching(/^ok sms: the monthly spend limit is 200 USD/),
          expect.stringMatching(/^ok sms: SNS logs what becomes of every SMS/),
        ]),
      );
      expect(found.join('\n')).not.toContain('@example.org');
    });

    it('sends each team a page that says it is a test, to whatever step a critical page goes', async () => {
      const { QueueUrl = '' } = await clients.sqs.send(new CreateQueueCommand({ QueueName: 'telephone' }));
      const [lung] = (await look()).topics.map((state) => state.topic);
      await clients.sns.send(
        new SubscribeCommand({
          TopicArn: lung?.arn,
          Protocol: 'sqs',
          Endpoint: 'arn:aws:sqs:eu-west-2:123456789012:telephone',
          Attributes: {
            FilterPolicy: '{"level":["critical"],"contact":["consultant"]}',
            RawMessageDelivery: 'true',
          },
        }),
      );

      const contacts = [...(lung?.contacts ?? []), { ...SMS, step: 'consultant' }];
      const reached = { contacts, escalation: undefined };
      const sent = await sendTestPages(clients.sns, [
        { name: 'lung', arn: lung?.arn ?? '', ...reached },
        { name: 'gone', arn: 'arn:aws:sns:eu-west-2:123456789012:gone', ...reached },
      ]);

      expect(sent.map(({ verdict, text }) => [verdict, text.split(':')[0]])).toEqual([
        ['ok', 'lung'],
        ['fail', 'gone'],
      ]);
      const { Messages: messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      expect(messages).toHaveLength(1);
      expect(messages[0]?.Body).toMatch(/TEST of Calcium Alerts.*no patient/s);
    });
  },
);
