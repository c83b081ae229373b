import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { ScanItems } from './alert-listing.ts';
import { pageSchema, parseItem } from './stored-item.ts';

/** Reads all of a table, page by page, strongly consistent. */
export function createDynamoDbScan(client: DynamoDBDocumentClient, tableName: string): ScanItems {
  return async function* scan() {
    for await (const page of paginateScan({ client }, { TableName: tableName, ConsistentRead: true })) {
      yield* parseItem(pageSchema, page, 'page').Items;
    }
  };
}
