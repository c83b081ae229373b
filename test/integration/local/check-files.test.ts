import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseDamagedFiles } from '../../../infra/local/table/check-files.ts';
import { crc32c } from '../../../infra/local/table/crc32c.ts';
import { startEmbeddedDynamoDb } from '../../../infra/local/table/embedded-dynamodb.ts';
import { openTable } from '../../../infra/local/table/local-charts.ts';
import { createDynamoDbTable } from '../../../shared/chart/dynamodb-table.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function withTable(folder: string, work: (table: Table) => Promise<unknown>): Promise<void> {
  const dynamoDb = await startEmbeddedDynamoDb(folder, () => {});
  const client = await openTable(dynamoDb.endpoint);
  await work(createDynamoDbTable(client, 'calcium-alerts'));
  client.destroy();
  await dynamoDb.close();
}

const ITEMS = 120;
/** Text that compresses, and text that does not. */
const textOf = (n: number) => `${'final '.repeat(40)}${crc32c(Buffer.from(String(n)))}`.repeat(3);
const fill = (table: Table) =>
  Promise.all(
    Array.from({ length: ITEMS }, (_, n) => table.put({ pk: 'P#1', sk: `FACT#${n}`, text: textOf(n) })),
  );

const fileIn = (folder: string, ending: string) =>
  join(folder, readdirSync(folder).find((name) => name.endsWith(ending)) ?? 'none');

function damagedAt(folder: string, ending: string, at: number, bits = 0x10): string {
  const copy = join(temporaryFolder(), 'table');
  cpSync(folder, copy, { recursive: true });
  const file = fileIn(copy, ending);
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ bits, at);
  writeFileSync(file, bytes);
  return copy;
}

describe('the files of the table', () => {
  /** One whose items lie in its log, one whose items lie in a sorted file. */
  const home = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  const inLog = join(home, 'log');
  const sorted = join(home, 'sorted');
  afterAll(() => rmSync(home, { recursive: true }));
  beforeAll(async () => {
    await withTable(inLog, fill);
    await withTable(sorted, fill);
    await withTable(sorted, async () => {});
  });

  it('are taken as they were left', () => {
    expect(statSync(fileIn(inLog, '.log')).size).toBeGreaterThan(50_000);
    expect(statSync(fileIn(sorted, '.ldb')).size).toBeGreaterThan(3_000);
    expect(() => refuseDamagedFiles(inLog)).not.toThrow();
    expect(() => refuseDamagedFiles(sorted)).not.toThrow();
    expect(() => refuseDamagedFiles(join(inLog, 'none'))).not.toThrow();
  });

  it('are refused for a single bit anywhere in a sorted file', () => {
    /** Behind the handles of the footer there is nothing but padding, and a mark that LevelDB looks at itself. */
    const end = statSync(fileIn(sorted, '.ldb')).size - 48;

    for (let at = 0; at < end; at += 127) {
      const copy = damagedAt(sorted, '.ldb', at);
      expect(() => refuseDamagedFiles(copy), `at ${at}`).toThrow(
        /\d+\.ldb is damaged and nothing was changed: restore the data folder/,
      );
    }
  });

  it('are refused for a single bit in the log before its last block', () => {
    const end = Math.floor(statSync(fileIn(inLog, '.log')).size / 32_768) * 32_768;

    for (let at = 0; at < end; at += 1_999) {
      const copy = damagedAt(inLog, '.log', at);
      expect(() => refuseDamagedFiles(copy), `at ${at}`).toThrow(/\d+\.log is damaged/);
    }
  });

  it('are refused for a wrong length in the log, though it seems to reach beyond the end', () => {
    const log = readFileSync(fileIn(inLog, '.log'));
    const lastBlock = Math.floor(log.length / 32_768) * 32_768;
    const copy = damagedAt(inLog, '.log', lastBlock + 5, 0x40);

    expect(() => refuseDamagedFiles(copy)).toThrow(/\d+\.log is damaged/);
  });

  it('are refused without their log', () => {
    const copy = join(temporaryFolder(), 'table');
    cpSync(inLog, copy, { recursive: true });
    rmSync(fileIn(copy, '.log'));

    expect(() => refuseDamagedFiles(copy)).toThrow(/table has lost its log and nothing was changed/);
  });

  it('are taken of a store that was never opened: its making was cut short', () => {
    const copy = join(temporaryFolder(), 'table');
    mkdirSync(copy);
    writeFileSync(join(copy, 'CURRENT'), 'MANIFEST-000001\n');

    expect(() => refuseDamagedFiles(copy)).not.toThrow();
  });

  it('are taken with a log whose last record was cut off, wherever that was', () => {
    const log = readFileSync(fileIn(inLog, '.log'));

    for (let cut = 1; cut < 900; cut += 31) {
      const copy = join(temporaryFolder(), 'table');
      cpSync(inLog, copy, { recursive: true });
      writeFileSync(fileIn(copy, '.log'), log.subarray(0, -cut));
      expect(() => refuseDamagedFiles(copy), `${cut} bytes`).not.toThrow();
    }
  });
});

it('sums as the polynomial of Castagnoli does', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});
