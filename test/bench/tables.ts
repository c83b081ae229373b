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
  const { requests } = createMemoryTable();
  return {
    query: async (...given) => requests.query(...given),
    get: async (...given) => requests.get(...given),
    put: async (...given) => requests.put(...given),
    putFact: async (...given) => requests.putFact(...given),
    putVersion: async (...given) => requests.putVersion(...given),
    extendExpiry: async (...given) => requests.extendExpiry(...given),
    increment: async (...given) => requests.increment(...given),
    due: async (...given) => requests.due(...given),
  };
}

/** Works with a new dynalite, as `npm start` has one, and throws it away. */
export async function withDynalite<T>(work: (client: DynamoDBDocumentClient) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'calcium-alerts-bench-table-'));
  const dynamoDb = await startEmbeddedDynamoDb(folder, (error) => {
    throw error;
  });
  const client = await openTable(dynamoDb.endpoint);
  try {
    return await work(client);
  } finally {
    client.destroy();
    await dynamoDb.close();
    await rm(folder, { recursive: true });
  }
}
