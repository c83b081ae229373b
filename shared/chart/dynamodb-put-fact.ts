import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ChartContendedError } from '../runtime/errors.ts';
import { holds } from './dynamodb-condition.ts';
import { type FactReceipt, mergeReceipts, sameReceipt } from './fact-receipt.ts';
import { itemSchema, parseItem } from './stored-item.ts';
import type { Item } from './table.ts';

const TRIES = 10;

const receiptSchema = itemSchema.extend({
  receivedAt: z.number(),
  origin: z.string(),
  readAt: z.number(),
  expiresAt: z.number().exactOptional(),
});

/** Puts a fact that is new, as almost every fact is; of one that is stored already only the receipt may change. */
export async function putFact(
  client: DynamoDBDocumentClient,
  tableName: string,
  item: Item & FactReceipt,
): Promise<void> {
  const { pk, sk } = item;
  const put = (fact: Item, condition: object) =>
    holds(client.send(new PutCommand({ TableName: tableName, Item: fact, ...condition })));
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (await put(item, { ConditionExpression: 'attribute_not_exists(pk)' })) return;
    const get = new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true });
    const { Item: found } = await client.send(get);
    if (found === undefined) continue;
    const stored = parseItem(receiptSchema, found, 'fact');
    const receipt = mergeReceipts(stored, item);
    if (sameReceipt(receipt, stored)) return;
    const { expiresAt: _, ...fact } = stored;
    if (await put({ ...fact, ...receipt }, ifReceipt(stored))) return;
  }
  throw new ChartContendedError('a fact was written by others again and again');
}

function ifReceipt({ receivedAt, origin, readAt, expiresAt }: FactReceipt) {
  const sameExpiry = expiresAt === undefined ? 'attribute_not_exists(expiresAt)' : 'expiresAt = :expiresAt';
  return {
    ConditionExpression: `receivedAt = :receivedAt AND origin = :origin AND readAt = :readAt AND ${sameExpiry}`,
    ExpressionAttributeValues: {
      ':receivedAt': receivedAt,
      ':origin': origin,
      ':readAt': readAt,
      ...(expiresAt === undefined ? {} : { ':expiresAt': expiresAt }),
    },
  };
}
