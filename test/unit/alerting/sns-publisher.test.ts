import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../../shared/alerting/publisher.ts';
import { createSnsOperationsPost, createSnsPublisher } from '../../../shared/alerting/sns-publisher.ts';

const sns = mockClient(SNSClient);
const client = new SNSClient({ region: 'eu-west-2' });
const topics = new Map([
  ['lung', 'arn:aws:sns:eu-west-2:111111111111:lung'],
  ['on-call', 'arn:aws:sns:eu-west-2:111111111111:on-call'],
]);
const page: Page = {
  alertId: 'abcdefgh23456777',
  team: 'lung',
  level: 'urgent',
  kind: 'correction',
  contact: 'first',
  subject: 'the subject',
  sms: 'the sms',
  email: 'the e-mail',
  repeat: false,
};

describe('publishing by SNS', () => {
  beforeEach(() => {
    sns.reset();
    sns.on(PublishCommand).resolves({ MessageId: '1' });
  });

  it("publishes to the team's topic with a text for each protocol and the attributes that filters read", async () => {
    await createSnsPublisher(client, topics, 'on-call').publish(page);

    const [call] = sns.commandCalls(PublishCommand);
    const input = call?.args[0].input;
    expect(input).toMatchObject({
      TopicArn: topics.get('lung'),
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

  it('publishes to the fallback team where the team has no topic', async () => {
    await createSnsPublisher(client, topics, 'on-call').publish({ ...page, team: 'gone' });
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input.TopicArn).toBe(topics.get('on-call'));
  });

  it('cannot be made without a topic of the fallback team', () => {
    expect(() => createSnsPublisher(client, topics, 'nobody')).toThrow(/fallback team "nobody"/);
  });

  it('passes a failure on, so that the sweep sends again', async () => {
    sns.on(PublishCommand).rejects(new Error('throttled'));
    await expect(createSnsPublisher(client, topics, 'on-call').publish(page)).rejects.toThrow('throttled');
  });

  it('tells operations by their own topic with the count', async () => {
    await createSnsOperationsPost(client, 'arn:ops')({ code: 'C', subject: 'S', text: 'T' }, 100);
    const input = sns.commandCalls(PublishCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ TopicArn: 'arn:ops', Subject: 'calcium-alerts: C' });
    expect(input?.Message).toContain('Times so far: 100');
  });
});
