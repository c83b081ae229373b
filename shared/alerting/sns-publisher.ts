import {
  AuthorizationErrorException,
  NotFoundException,
  PublishCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { OperationsNotice, Page, Publisher } from './publisher.ts';
import type { HandedOver } from './sms-outcome.ts';

export type SnsPublisherParts = {
  readonly client: SNSClient;
  /** With the id of a team behind it this is the ARN of the team's topic. */
  readonly teamTopicArnPrefix: string;
  readonly fallbackTeam: string;
  /** Whom the first step of that team pages now. */
  readonly fallbackContacts: () => readonly string[];
  readonly telemetry: Pick<Telemetry, 'error' | 'count'>;
  /** Keeps what finds the alert of a page again once its delivery by SMS is known. Never rejects. */
  readonly keepPage: (page: HandedOver) => Promise<void>;
};

/**
 * Publishes to the team's topic; subscriptions choose by the attributes `level`, `kind` and `contact`. Where SNS refuses the
 * topic (it is gone, or not ours to publish to) the first step of the fallback team is paged.
 */
export function createSnsPublisher(parts: SnsPublisherParts): Publisher {
  return {
    publish: async (page, where) => {
      const { team, messageId, contacts } = await publishToATeam(page, parts);
      if (messageId === undefined) return;
      const { alertId, level, step, others } = page;
      await parts.keepPage({
        ...{ messageId, where, team, alertId, level, step, contacts },
        ...(others && { others }),
      });
    },
  };
}

type PublishedTo = {
  readonly team: string;
  readonly messageId: string | undefined;
  readonly contacts: readonly string[];
};

async function publishToATeam(page: Page, parts: SnsPublisherParts): Promise<PublishedTo> {
  const { fallbackTeam, fallbackContacts, telemetry } = parts;
  try {
    return await publishTo(page.team, page, parts);
  } catch (error) {
    if (page.team === fallbackTeam || !isRefusal(error)) throw error;
    telemetry.error('topic-refused', error, { alertId: page.alertId });
    telemetry.count('PagesToFallbackTeam');
    return await publishTo(fallbackTeam, { ...page, contacts: fallbackContacts() }, parts);
  }
}

async function publishTo(
  team: string,
  page: Page,
  { client, teamTopicArnPrefix }: SnsPublisherParts,
): Promise<PublishedTo> {
  const topic = `${teamTopicArnPrefix}${team}`;
  const { MessageId: messageId } = await client.send(
    new PublishCommand({ TopicArn: topic, ...messageOf(page) }),
  );
  return { team, messageId, contacts: page.contacts };
}

/** Trying again would not help, another topic would. */
function isRefusal(error: unknown): boolean {
  return error instanceof NotFoundException || error instanceof AuthorizationErrorException;
}

function messageOf(page: Page) {
  return {
    Subject: page.subject,
    MessageStructure: 'json',
    Message: JSON.stringify({ default: page.email, sms: page.sms, email: page.email }),
    MessageAttributes: {
      level: text(page.level),
      kind: text(page.kind),
      contact: texts(page.contacts),
    },
  };
}

const text = (value: string) => ({ DataType: 'String', StringValue: value });

/** A filter lets a list through that holds one of its values. */
function texts(values: readonly string[]) {
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) return text(only);
  return { DataType: 'String.Array', StringValue: JSON.stringify(values) };
}

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
