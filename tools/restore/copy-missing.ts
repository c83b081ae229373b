import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';

export type Tables = { readonly from: string; readonly to: string };
export type Copied = { readonly copied: number; readonly there: number };

const AT_ONCE = 25;

/** Puts every item of one table into another that has none of its key; what is there already stays as it is. */
export async function copyMissing(
  client: DynamoDBDocumentClient,
  { from, to }: Tables,
  onPage: (soFar: Copied) => void,
): Promise<Copied> {
  let soFar: Copied = { copied: 0, there: 0 };
  for await (const { Items: items = [] } of paginateScan(
    { client },
    { TableName: from, ConsistentRead: true },
  )) {
    for (let first = 0; first < items.length; first += AT_ONCE) {
      const some = items.slice(first, first + AT_ONCE);
      const isNew = await Promise.all(some.map((item) => putIfMissing(client, to, item)));
      const copied = isNew.filter(Boolean).length;
      soFar = { copied: soFar.copied + copied, there: soFar.there + isNew.length - copied };
    }
    onPage(soFar);
  }
  return soFar;
}

async function putIfMissing(
  client: DynamoDBDocumentClient,
  TableName: string,
  Item: Record<string, unknown>,
): Promise<boolean> {
  try {
    await client.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
