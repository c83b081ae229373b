import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { ConfigurationError } from '../runtime/errors.ts';
import type { OperationsNotice, Page, Publisher } from './publisher.ts';

/** Topic of each team, by team id. */
export type TeamTopics = ReadonlyMap<string, string>;

/** Publishes to the team's topic; subscriptions choose by the attributes `level`, `kind` and `contact`. */
export function createSnsPublisher(client: SNSClient, topics: TeamTopics, fallbackTeam: string): Publisher {
  const fallbackTopic = topics.get(fallbackTeam);
  if (fallbackTopic === undefined) {
    throw new ConfigurationError(`topics: no topic for the fallback team "${fallbackTeam}"; add it`);
  }
  return {
    publish: async (page) => {
      const topic = topics.get(page.team) ?? fallbackTopic;
      await client.send(new PublishCommand({ TopicArn: topic, ...messageOf(page) }));
    },
  };
}

function messageOf(page: Page) {
  return {
    Subject: page.subject,
    MessageStructure: 'json',
    Message: JSON.stringify({ default: page.email, sms: page.sms, email: page.email }),
    MessageAttributes: {
      level: text(page.level),
      kind: text(page.kind),
      contact: text(page.contact),
    },
  };
}

const text = (value: string) => ({ DataType: 'String', StringValue: value });

/** Sends operations notices to their own topic. */
export function createSnsOperationsPost(client: SNSClient, topicArn: string) {
  return async (notice: OperationsNotice, count: number): Promise<void> => {
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: `calcium-alerts: ${notice.code}`,
        Message: `${notice.text}\n\nCode: ${notice.code}\nSubject: ${notice.subject}\nTimes so far: ${count}\n`,
        MessageAttributes: { code: text(notice.code) },
      }),
    );
  };
}
