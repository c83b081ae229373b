import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startEmbeddedDynamoDb } from '../../infra/local/table/embedded-dynamodb.ts';
import { openTable } from '../../infra/local/table/local-charts.ts';
import type { Table } from '../../shared/chart/table.ts';
import { createMemoryTable } from '../simulation/memory-table.ts';

/** A table in this process' memory, behind the same port as DynamoDB. */
export function memoryTable(): Table {
  return createMemoryTable().table;
}

/** Works with a new dynalite, as `npm start` has one, and throws it away. */
export function withDynalite<T>(work: (client: DynamoDBDocumentClient) => Promise<T>): Promise<T> {
  return withEmbeddedDynamoDb((_endpoint, client) => work(client));
}

export async function withEmbeddedDynamoDb<T>(
  work: (endpoint: string, client: DynamoDBDocumentClient) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'calcium-alerts-bench-table-'));
  const { endpoint, close } = await startEmbeddedDynamoDb(folder, (error) => {
    throw error;
  });
  const client = await openTable(endpoint);
  try {
    return await work(endpoint, client);
  } finally {
    client.destroy();
    await close();
    await rm(folder, { recursive: true });
  }
}
