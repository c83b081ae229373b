import { inspect } from 'node:util';
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { TABLE_DEFINITION } from '../../../shared/chart/dynamodb-table.ts';
import { CalciumAlertsError } from '../../../shared/runtime/errors.ts';
import type { Outgoing } from './leaks.ts';

const SPOKEN = ['debug', 'error', 'info', 'log', 'warn'] as const;

/** What a function writes goes to CloudWatch: log lines, and metrics in them. Kept, and not shown, until it is stopped. */
export function keepOutput() {
  const kept: Outgoing[] = [];
  const spoken = SPOKEN.map((how) =>
    vi.spyOn(console, how).mockImplementation((...said: unknown[]) => {
      kept.push({ where: 'log or metric', text: said.map((one) => inspect(one)).join(' ') });
    }),
  );
  const streams = [process.stdout, process.stderr] as const;
  const writes = streams.map(({ write }) => write);
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      kept.push({ where: 'log or metric', text: Buffer.from(chunk as string).toString() });
      return true;
    };
  }
  return {
    kept,
    stop: () => {
      for (const one of spoken) one.mockRestore();
      for (const [index, stream] of streams.entries()) {
        const write = writes[index];
        if (write) stream.write = write;
      }
    },
  };
}

/** Each error of this project that is made, whether anybody logs it or not, until it is stopped: its text and reason. */
export function keepErrors() {
  const made: Error[] = [];
  const { prototype } = CalciumAlertsError;
  Object.defineProperty(prototype, 'name', {
    configurable: true,
    set(this: Error, value: string) {
      Object.defineProperty(this, 'name', { value, configurable: true, writable: true });
      made.push(this);
    },
  });
  return {
    texts: (): readonly Outgoing[] =>
      made.map((error) => ({
        where: 'error',
        text: `${error.name}: ${error.message} ${JSON.stringify(error)} ${String(error.cause ?? '')}`,
      })),
    stop: () => void Reflect.deleteProperty(prototype, 'name'),
  };
}

/** The keys of every item, of the index too. */
export async function keptKeys(table: DynamoDBDocumentClient): Promise<readonly Outgoing[]> {
  const names = TABLE_DEFINITION.AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  const { Items = [] } = await table.send(new ScanCommand({ TableName: 'calcium-alerts' }));
  return Items.map((item) => ({
    where: 'table key',
    text: names.map((name) => String(item[name])).join(' '),
  }));
}
