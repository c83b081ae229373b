import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  type GetCommandOutput,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDbListPatients } from '../../../shared/chart/dynamodb-patients.ts';
import { createDynamoDbScan } from '../../../shared/chart/dynamodb-scan.ts';
import { createDynamoDbTable } from '../../../shared/chart/dynamodb-table.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-2' }));
const dynamoDb = mockClient(client);
const table = createDynamoDbTable(client, 'charts');
const scan = createDynamoDbScan(client, 'charts');

const inputs = () => dynamoDb.calls().map(({ args: [{ input }] }) => input);

beforeEach(() => {
  dynamoDb.reset();
  dynamoDb.on(GetCommand).resolves({});
  dynamoDb.on(QueryCommand).resolves({ Items: [] });
  dynamoDb.on(ScanCommand).resolves({ Items: [] });
});

/** What the emulator cannot show: it always answers with what was written last. */
describe('of the table in DynamoDB', () => {
  it.each([
    ['a partition', () => table.query('P#1', 'A', 'B')],
    ['an item', () => table.get('P#1', 'A')],
    ['the list of alerts', () => scan()[Symbol.asyncIterator]().next()],
  ])('%s is read as it was written last', async (_, read) => {
    await read();

    expect(inputs()).toEqual([expect.objectContaining({ TableName: 'charts', ConsistentRead: true })]);
  });

  it('patients are listed 500 items at a time', async () => {
    await createDynamoDbListPatients(client, 'charts')(undefined);

    expect(inputs()).toEqual([expect.objectContaining({ TableName: 'charts', Limit: 500 })]);
  });

  it.each([
    ['item', GetCommand, { Item: {} }, () => table.get('P#1', 'A')],
    ['page', QueryCommand, {}, () => table.query('P#1', 'A', 'B')],
    ['page', ScanCommand, {}, () => scan()[Symbol.asyncIterator]().next()],
    ['page', ScanCommand, {}, () => createDynamoDbListPatients(client, 'charts')(undefined)],
    ['page of the index', QueryCommand, {}, () => table.due(0, 1, 1)],
    ['count', UpdateCommand, { Attributes: {} }, () => table.increment('P#1', 'A', {})],
  ])('an answer that is no %s is refused as that (%#)', async (kind, command, answer, read) => {
    dynamoDb.on(command as typeof GetCommand).resolves(answer as GetCommandOutput);

    await expect(read()).rejects.toThrow(`stored ${kind} is not as its schema says`);
  });
});
