import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NotFoundException, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { createSnsDeliveries } from '../../../shared/alerting/sns-deliveries.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { NOW } from '../chart/charts.ts';
import { silentTelemetry } from '../functions/silent-telemetry.ts';

const config = configSchema.parse({
  teams: [{ id: 'lung', name: 'Lung', contacts: [{ protocol: 'sms', to: '+12025550100' }] }],
  fallbackTeam: 'lung',
});

function deliveriesOf(settings: typeof config) {
  const sns = mockClient(SNSClient);
  const table = mockClient(DynamoDBDocumentClient);
  sns.on(PublishCommand).resolves({ MessageId: 'm1' });
  table.on(PutCommand).resolves({});
  const deliveries = createSnsDeliveries({
    client: DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-2' })),
    tableName: 'table',
    sns: new SNSClient({ region: 'eu-west-2' }),
    teamTopicArnPrefix: 'arn:team_',
    config: settings,
    clock: { now: () => NOW },
    telemetry: silentTelemetry(),
  });
  return { ...deliveries, sns, table };
}

const alert = { alertId: 'abcdefgh', level: 'urgent', kind: 'alert', repeat: false, at: NOW } as const;

it('publishes to the topic of the team and keeps the page for what becomes of its SMS', async () => {
  const { sns, table, publisher, composePage } = deliveriesOf(config);

  await publisher.publish(composePage({ ...alert, team: 'gone' }), 'P');

  expect(sns.commandCalls(PublishCommand)[0]?.args[0].input.TopicArn).toBe('arn:team_lung');
  expect(table.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({
    pk: 'PAGE#m1',
    where: 'P',
    alertId: 'abcdefgh',
    sms: 1,
  });
});

it('pages whoever is on call at the first step of the fallback team where the topic of a team is gone', async () => {
  const contacts = [{ protocol: 'sms', to: '+12025550101', person: 'ben' }];
  const escalation = { timeZone: 'UTC', steps: [{ id: 'on-call', name: 'On call' }] };
  const rota = [{ step: 'on-call', weekly: { from: '2026-01-01T09:00', people: ['ben'] } }];
  const fallback = { ...{ id: 'fallback', name: 'Fallback' }, contacts, escalation, rota };
  const { sns, publisher, composePage } = deliveriesOf(
    configSchema.parse({ teams: [...config.teams, fallback], fallbackTeam: 'fallback' }),
  );
  const gone = new NotFoundException({ message: 'gone', $metadata: {} });
  sns.on(PublishCommand, { TopicArn: 'arn:team_lung' }).rejects(gone);

  await publisher.publish(composePage({ ...alert, team: 'lung' }), 'P');

  const { contact } = sns.commandCalls(PublishCommand)[1]?.args[0].input.MessageAttributes ?? {};
  expect(contact?.StringValue).toBe('["first","person:ben"]');
});
