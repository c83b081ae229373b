import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { holds } from './dynamodb-condition.ts';
import { putFact } from './dynamodb-put-fact.ts';
import { itemSchema, pageSchema, parseItem } from './stored-item.ts';
import type { Item, Table } from './table.ts';

/** Charts with something to send, by shard. Sparse: only a chart that has `dueAt` is in it. */
const DUE_INDEX = 'due';

/** The one table, for CreateTable on one machine and in tests. The stack defines the same. */
export const TABLE_DEFINITION = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'dueShard', AttributeType: 'N' },
    { AttributeName: 'dueAt', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: DUE_INDEX,
      KeySchema: [
        { AttributeName: 'dueShard', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

const countSchema = z.object({ count: z.int() });

/** The table in DynamoDB. The client must leave undefined values out (`documentClientOver`). */
export function createDynamoDbTable(client: DynamoDBDocumentClient, tableName: string): Table {
  const update = (pk: string, sk: string, rest: Omit<UpdateCommandInput, 'TableName' | 'Key'>) =>
    client.send(new UpdateCommand({ TableName: tableName, Key: { pk, sk }, ...rest }));
  return {
    query: (pk, from, to) =>
      allPages(client, {
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
      }),
    get: async (pk, sk) => {
      const get = new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true });
      const { Item: item } = await client.send(get);
      return item === undefined ? undefined : parseItem(itemSchema, item, 'item');
    },
    put: async (item) => {
      await client.send(new PutCommand({ TableName: tableName, Item: item }));
    },
    putFact: (item) => putFact(client, tableName, item),
    putVersion: (item, expected) =>
      holds(client.send(new PutCommand({ TableName: tableName, Item: item, ...ifVersion(expected) }))),
    extendExpiry: async (pk, sk, expiresAtSeconds) => {
      const extended = update(pk, sk, {
        UpdateExpression: 'SET expiresAt = :at',
        ConditionExpression: 'attribute_exists(pk) AND expiresAt < :at',
        ExpressionAttributeValues: { ':at': expiresAtSeconds },
      });
      await holds(extended);
    },
    increment: async (pk, sk, attributes) => {
      const { Attributes } = await update(pk, sk, increment(attributes));
      return parseItem(countSchema, Attributes, 'count').count;
    },
    due: async (shard, until, limit) => {
      const due = new QueryCommand({
        TableName: tableName,
        IndexName: DUE_INDEX,
        Limit: limit,
        KeyConditionExpression: 'dueShard = :shard AND dueAt <= :until',
        ExpressionAttributeValues: { ':shard': shard, ':until': until },
      });
      return parseItem(pageSchema, await client.send(due), 'page of the index').Items.map(({ pk }) => pk);
    },
  };
}

function ifVersion(expected: number) {
  if (expected === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#version = :expected',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':expected': expected },
  };
}

function increment(attributes: Readonly<Record<string, string | number>>) {
  const names = Object.entries(attributes).map(([name, value], index) => ({ name, value, index }));
  const sets = names.map(({ index }) => `#a${index} = if_not_exists(#a${index}, :a${index})`);
  return {
    UpdateExpression: ['ADD #count :one', ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : [])].join(' '),
    ExpressionAttributeNames: {
      '#count': 'count',
      ...Object.fromEntries(names.map(({ name, index }) => [`#a${index}`, name])),
    },
    ExpressionAttributeValues: {
      ':one': 1,
      ...Object.fromEntries(names.map(({ value, index }) => [`:a${index}`, value])),
    },
    ReturnValues: 'ALL_NEW' as const,
  };
}

async function allPages(client: DynamoDBDocumentClient, query: QueryCommandInput): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of paginateQuery({ client }, query)) {
    items.push(...parseItem(pageSchema, page, 'page').Items);
  }
  return items;
}
