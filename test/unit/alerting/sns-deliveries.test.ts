import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
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

it('publishes to the topic of the team and keeps the page for what becomes of its SMS', async () => {
  const sns = mockClient(SNSClient);
  const table = mockClient(DynamoDBDocumentClient);
  sns.on(PublishCommand).resolves({ MessageId: 'm1' });
  table.on(PutCommand).resolves({});
  const { publisher, composePage } = createSnsDeliveries({
    client: DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-2' })),
    tableName: 'table',
    sns: new SNSClient({ region: 'eu-west-2' }),
    teamTopicArnPrefix: 'arn:team_',
    config,
    clock: { now: () => NOW },
    telemetry: silentTelemetry(),
  });

  const alert = { alertId: 'abcdefgh', team: 'gone', level: 'urgent', kind: 'alert', repeat: false } as const;
  await publisher.publish(composePage(alert), 'P');

  expect(sns.commandCalls(PublishCommand)[0]?.args[0].input.TopicArn).toBe('arn:team_lung');
  expect(table.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({
    pk: 'PAGE#m1',
    where: 'P',
    alertId: 'abcdefgh',
    sms: 1,
  });
});
