import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDbDeskTable } from '../../../shared/desk/dynamodb-desk-table.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-2' }));
const dynamoDb = mockClient(client);
const table = createDynamoDbDeskTable(client, 'charts');

beforeEach(() => {
  dynamoDb.reset();
});

/** What the emulator cannot show: it always answers with what was written last. */
describe("the newest of a team's list", () => {
  it('are read as they were written last, the newest first, no more than are asked for', async () => {
    dynamoDb.on(QueryCommand).resolves({ Items: [] });

    await table.newest({ pk: 'TEAM#x', from: 'A', before: 'B', limit: 7 });

    expect(dynamoDb.calls().map(({ args: [{ input }] }) => input)).toEqual([
      expect.objectContaining({
        ...{ TableName: 'charts', ConsistentRead: true, ScanIndexForward: false, Limit: 7 },
        ExpressionAttributeValues: { ':pk': 'TEAM#x', ':from': 'A', ':before': 'B' },
      }),
    ]);
  });

  it('are asked for page by page until there are enough', async () => {
    const page = (sk: string) => ({ Items: [{ pk: 'TEAM#x', sk }], LastEvaluatedKey: { pk: 'TEAM#x', sk } });
    dynamoDb.on(QueryCommand).resolvesOnce(page('A3')).resolvesOnce(page('A2')).resolves(page('A1'));

    const items = await table.newest({ pk: 'TEAM#x', from: 'A', before: 'B', limit: 2 });

    expect(items.map(({ sk }) => sk)).toEqual(['A3', 'A2']);
    expect(dynamoDb.calls()).toHaveLength(2);
  });

  it('that are no page are refused as that', async () => {
    dynamoDb.on(QueryCommand).resolves({});

    await expect(table.newest({ pk: 'TEAM#x', from: 'A', before: 'B', limit: 1 })).rejects.toThrow(
      'stored page is not as its schema says',
    );
  });
});
