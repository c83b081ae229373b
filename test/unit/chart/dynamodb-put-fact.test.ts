import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { putFact } from '../../../shared/chart/dynamodb-put-fact.ts';

const dynamoDb = mockClient(DynamoDBDocumentClient);
const client = dynamoDb as unknown as DynamoDBDocumentClient;
const fact = { pk: 'P', sk: 'FACT#a#b', receivedAt: 5, origin: 'live', readAt: 5 };
const refused = new ConditionalCheckFailedException({ $metadata: {}, message: 'no' });

beforeEach(() => dynamoDb.reset());

describe('putting a fact in DynamoDB', () => {
  it('puts it again where the stored one expired in between', async () => {
    dynamoDb.on(PutCommand).rejectsOnce(refused).resolves({});
    dynamoDb.on(GetCommand).resolves({});
    await putFact(client, 'charts', fact);
    expect(dynamoDb.commandCalls(PutCommand)).toHaveLength(2);
  });

  it('looks again where another changed the stored one in between', async () => {
    dynamoDb.on(PutCommand).rejectsOnce(refused).rejectsOnce(refused).rejects(refused);
    dynamoDb
      .on(GetCommand)
      .resolvesOnce({ Item: { ...fact, receivedAt: 9 } })
      .resolves({ Item: fact });
    await putFact(client, 'charts', fact);
    expect(dynamoDb.commandCalls(GetCommand)).toHaveLength(2);
  });

  it('gives up, to be tried again, when others change it without end', async () => {
    dynamoDb.on(PutCommand).rejects(refused);
    dynamoDb.on(GetCommand).resolves({ Item: { ...fact, receivedAt: 9 } });
    await expect(putFact(client, 'charts', fact)).rejects.toMatchObject({ code: 'CHART_CONTENDED' });
  });

  it('passes other faults on', async () => {
    dynamoDb.on(PutCommand).rejects(new Error('throttled'));
    await expect(putFact(client, 'charts', fact)).rejects.toThrow('throttled');
  });
});
