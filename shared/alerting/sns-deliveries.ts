import type { SNSClient } from '@aws-sdk/client-sns';
import { createDynamoDbTable } from '../chart/dynamodb-table.ts';
import { createDeliveries, type DeliveriesParts } from './dynamodb-deliveries.ts';
import { contactsOfFirstStep } from './freeze-escalation.ts';
import { createKeepPage } from './sms-outcome.ts';
import { createSnsPublisher } from './sns-publisher.ts';

export type SnsDeliveriesParts = Omit<DeliveriesParts, 'publisher'> & {
  readonly sns: SNSClient;
  readonly teamTopicArnPrefix: string;
};

/** The charts in DynamoDB, their alerts sent by SNS, and what finds an alert again by what SNS logs of its SMS. */
export function createSnsDeliveries({ sns, teamTopicArnPrefix, ...parts }: SnsDeliveriesParts) {
  const { config, clock, telemetry } = parts;
  const table = createDynamoDbTable(parts.client, parts.tableName);
  const publisher = createSnsPublisher({
    client: sns,
    teamTopicArnPrefix,
    fallbackTeam: config.fallbackTeam,
    fallbackContacts: () => contactsOfFirstStep(config.fallbackTeam, config, clock.now()),
    telemetry,
    keepPage: createKeepPage({ table, teams: config.teams, clock, telemetry }),
  });
  return createDeliveries({ ...parts, publisher });
}
