import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { putFact } from '../../../shared/chart/dynamodb-put-fact.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-2' }));
const dynamoDb = mockClient(client);
const fact = { pk: 'P', sk: 'FACT#a#b', receivedAt: 5, origin: 'live', readAt: 5 };
const refused = new ConditionalCheckFailedException({ $metadata: {}, message: 'no' });

beforeEach(() => dynamoDb.reset());

const inputsOfPuts = () => dynamoDb.commandCalls(PutCommand).map(({ args: [{ input }] }) => input);

describe('putting a fact in DynamoDB', () => {
  it('is one request where the fact is new', async () => {
    dynamoDb.on(PutCommand).resolves({});
    await putFact(client, 'charts', fact);
    const ifNew = { TableName: 'charts', Item: fact, ConditionExpression: 'attribute_not_exists(pk)' };
    expect(inputsOfPuts()).toEqual([ifNew]);
    expect(dynamoDb.calls()).toHaveLength(1);
  });

  it.each([
    ['without expiry', {}, 'attribute_not_exists(expiresAt)', {}],
    ['with one', { expiresAt: 7 }, 'expiresAt = :expiresAt', { ':expiresAt': 7 }],
  ])('changes the receipt of a stored one %s only as it was read last', async (_, expiry, same, values) => {
    const stored = { ...fact, ...expiry, receivedAt: 9, text: 'kept' };
    dynamoDb.on(PutCommand).rejectsOnce(refused).resolves({});
    dynamoDb.on(GetCommand).resolves({ Item: stored });
    await putFact(client, 'charts', { ...fact, ...expiry });
    expect(inputsOfPuts().at(-1)).toStrictEqual({
      TableName: 'charts',
      Item: { ...fact, ...expiry, text: 'kept' },
      ConditionExpression: `receivedAt = :receivedAt AND origin = :origin AND readAt = :readAt AND ${same}`,
      ExpressionAttributeValues: { ':receivedAt': 9, ':origin': 'live', ':readAt': 5, ...values },
    });
    const [get] = dynamoDb.commandCalls(GetCommand);
    expect(get?.args[0].input).toEqual({
      ...{ TableName: 'charts', Key: { pk: 'P', sk: 'FACT#a#b' }, ConsistentRead: true },
    });
    expect(dynamoDb.calls()).toHaveLength(3);
  });

  it.each(['receivedAt', 'origin', 'readAt', 'expiresAt'])(
    'is refused where the stored %s is unreadable',
    async (name) => {
      dynamoDb.on(PutCommand).rejects(refused);
      dynamoDb.on(GetCommand).resolves({ Item: { ...fact, [name]: null } });
      await expect(putFact(client, 'charts', fact)).rejects.toThrow(
        `stored fact is not as its schema says: ${name} (invalid_type)`,
      );
    },
  );

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

  it('gives up, to be tried again, when others have changed it ten times', async () => {
    dynamoDb.on(PutCommand).rejects(refused);
    dynamoDb.on(GetCommand).resolves({ Item: { ...fact, receivedAt: 9 } });
    await expect(putFact(client, 'charts', fact)).rejects.toMatchObject({
      ...{ code: 'CHART_CONTENDED', message: 'a fact was written by others again and again' },
    });
    expect(dynamoDb.commandCalls(GetCommand)).toHaveLength(10);
  });

  it('passes other faults on', async () => {
    dynamoDb.on(PutCommand).rejects(new Error('throttled'));
    await expect(putFact(client, 'charts', fact)).rejects.toThrow('throttled');
  });
});
