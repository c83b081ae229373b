import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbTable } from '../chart/dynamodb-table.ts';
import { pageSchema, parseItem } from '../chart/stored-item.ts';
import type { Item } from '../chart/table.ts';
import type { DeskTable } from './desk-table.ts';

/** The desk's view of the table in DynamoDB. The client must leave undefined values out (`documentClientOver`). */
export function createDynamoDbDeskTable(client: DynamoDBDocumentClient, tableName: string): DeskTable {
  const { get, put, query } = createDynamoDbTable(client, tableName);
  return {
    ...{ get, put, query },
    newest: async ({ pk, from, before, limit }) => {
      const pages = paginateQuery(
        { client },
        {
          TableName: tableName,
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: limit,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :before',
          ExpressionAttributeValues: { ':pk': pk, ':from': from, ':before': before },
        },
      );
      const items: Item[] = [];
      for await (const page of pages) {
        // BETWEEN holds for its upper end too.
        items.push(...parseItem(pageSchema, page, 'page').Items.filter(({ sk }) => sk < before));
        if (items.length >= limit) break;
      }
      return items.slice(0, limit);
    },
  };
}
