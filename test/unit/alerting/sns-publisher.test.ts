import {
  AuthorizationErrorException,
  NotFoundException,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../../shared/alerting/publisher.ts';
import type { HandedOver } from '../../../shared/alerting/sms-outcome.ts';
import { createSnsOperationsPost, createSnsPublisher } from '../../../shared/alerting/sns-publisher.ts';
import { silentTelemetry, type Told } from '../functions/silent-telemetry.ts';

const sns = mockClient(SNSClient);
const client = new SNSClient({ region: 'eu-west-2' });
const PREFIX = 'arn:aws:sns:eu-west-2:111111111111:calcium-alerts_dev_team_';
const page: Page = {
  alertId: 'abcdefgh23456777',
  team: 'lung',
  level: 'urgent',
  kind: 'correction',
  contacts: ['first'],
  step: 1,
  subject: 'the subject',
  sms: 'the sms',
  email: 'the e-mail',
  repeat: false,
};

function publisherWith() {
  const told: Told[] = [];
  const kept: HandedOver[] = [];
  const publisher = createSnsPublisher({
    client,
    teamTopicArnPrefix: PREFIX,
    fallbackTeam: 'on-call',
    fallbackContacts: () => ['first', 'person:ben'],
    telemetry: silentTelemetry(told),
    keepPage: async (handedOver) => void kept.push(handedOver),
  });
  return { publisher, told, kept };
}

const topicsPublishedTo = () => sns.commandCalls(PublishCommand).map((call) => call.args[0].input.TopicArn);

describe('publishing by SNS', () => {
  beforeEach(() => {
    sns.reset();
    sns.on(PublishCommand).resolves({ MessageId: 'message-1' });
  });

  it("publishes to the team's topic with a text for each protocol and the attributes that filters read", async () => {
    await publisherWith().publisher.publish(page, 'P');

    const [call] = sns.commandCalls(PublishCommand);
    const input = call?.args[0].input;
    expect(input).toMatchObject({
      TopicArn: `${PREFIX}lung`,
      Subject: 'the subject',
      MessageStructure: 'json',
      MessageAttributes: {
        level: { DataType: 'String', StringValue: 'urgent' },
        kind: { DataType: 'String', StringValue: 'correction' },
        contact: { DataType: 'String', StringValue: 'first' },
      },
    });
    expect(JSON.parse(input?.Message ?? '')).toEqual({
      default: 'the e-mail',
      sms: 'the sms',
      email: 'the e-mail',
    });
  });

  it('names several contacts as a list, of which a filter asks for one', async () => {
    await publisherWith().publisher.publish({ ...page, contacts: ['first', 'person:anna'] }, 'P');

    const { contact } = sns.commandCalls(PublishCommand)[0]?.args[0].input.MessageAttributes ?? {};
    expect(contact).toEqual({ DataType: 'String.Array', StringValue: '["first","person:anna"]' });
  });

  it('keeps what finds the alert again by the id that SNS gave the page', async () => {
    const { publisher, kept } = publisherWith();

    await publisher.publish(page, 'P');

    expect(kept).toEqual([
      {
        ...{ messageId: 'message-1', where: 'P', alertId: page.alertId, team: 'lung', level: 'urgent' },
        ...{ step: 1, contacts: ['first'] },
      },
    ]);
  });

  it('keeps every alert that the page stands for, and sends none of them', async () => {
    const { publisher, kept } = publisherWith();
    const others = [{ alertId: 'another-alert', where: 'Q' }];

    await publisher.publish({ ...page, others }, 'P');

    expect(kept).toEqual([expect.objectContaining({ alertId: page.alertId, where: 'P', others })]);
    expect(JSON.stringify(sns.commandCalls(PublishCommand)[0]?.args[0].input)).not.toContain('another');
  });

  it('keeps nothing of a page to which SNS gave no id', async () => {
    sns.on(PublishCommand).resolves({});
    const { publisher, kept } = publisherWith();

    await publisher.publish(page, 'P');

    expect(kept).toEqual([]);
  });

  it.each([
    ['is gone', new NotFoundException({ message: 'gone', $metadata: {} })],
    ['may not be published to', new AuthorizationErrorException({ message: 'no', $metadata: {} })],
  ])('pages the fallback team where the topic of the team %s, and counts it', async (_, refusal) => {
    const { publisher, told, kept } = publisherWith();
    sns.on(PublishCommand, { TopicArn: `${PREFIX}lung` }).rejects(refusal);

    await publisher.publish({ ...page, step: 2, contacts: ['consultant'] }, 'P');

    expect(topicsPublishedTo()).toEqual([`${PREFIX}lung`, `${PREFIX}on-call`]);
    const attributes = sns.commandCalls(PublishCommand).map((call) => call.args[0].input.MessageAttributes);
    expect(attributes.map((given) => given?.contact?.StringValue)).toEqual([
      'consultant',
      '["first","person:ben"]',
    ]);
    expect(told).toEqual([
      { event: 'topic-refused', fields: { alertId: page.alertId } },
      { event: 'PagesToFallbackTeam', fields: { by: 1 } },
    ]);
    expect(kept).toEqual([
      expect.objectContaining({ team: 'on-call', step: 2, contacts: ['first', 'person:ben'] }),
    ]);
  });

  it('passes on that the topic of the fallback team itself is refused', async () => {
    sns.on(PublishCommand).rejects(new NotFoundException({ message: 'gone', $metadata: {} }));

    const publishing = publisherWith().publisher.publish({ ...page, team: 'on-call' }, 'P');

    await expect(publishing).rejects.toThrow('gone');
    expect(topicsPublishedTo()).toHaveLength(1);
  });

  it('passes any other failure on, so that the sweep sends again to the same team', async () => {
    sns.on(PublishCommand).rejects(new Error('throttled'));

    await expect(publisherWith().publisher.publish(page, 'P')).rejects.toThrow('throttled');
    expect(topicsPublishedTo()).toEqual([`${PREFIX}lung`]);
  });

  it('tells operations by their own topic with the count', async () => {
    await createSnsOperationsPost(client, 'arn:ops')({ code: 'C', subject: 'S', text: 'T' }, 100);
    const input = sns.commandCalls(PublishCommand)[0]?.args[0].input;
    expect(input).toEqual({
      TopicArn: 'arn:ops',
      Subject: 'calcium-alerts: C',
      Message: 'T\n\nCode: C\nSubject: S\nTimes so far: 100\n',
      MessageAttributes: { code: { DataType: 'String', StringValue: 'C' } },
    });
  });
});
