import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { Counts } from '../../infra/local/database/count-rows.ts';
import { startEmbeddedDynamoDb } from '../../infra/local/table/embedded-dynamodb.ts';
import { openTable } from '../../infra/local/table/local-charts.ts';
import type { ListedAlert } from '../../shared/chart/alert-listing.ts';
import { createDynamoDbScan } from '../../shared/chart/dynamodb-scan.ts';
import { messageOf } from '../../shared/chart/keys.ts';
import type { Addresses } from '../e2e/launch-local.ts';
import { fatesOf, type InboxRow } from '../e2e/local-process.ts';

/** A message as archive or quarantine keeps it; `reason` where it is in quarantine. */
export type KeptMessage = {
  readonly messageId: string;
  readonly controlId: string;
  readonly reason?: string | undefined;
};

/** What the pipeline says and keeps in the end. */
export type Observed = {
  readonly counts: Counts;
  readonly waiting: number;
  readonly dead: number;
  readonly alerts: readonly ListedAlert[];
  readonly inbox: readonly InboxRow[];
  /** One a receipt and batch: a batch that was begun again may be archived in another make-up. */
  readonly archived: readonly KeptMessage[];
  readonly quarantined: readonly KeptMessage[];
  /** How many messages the facts of the table come from; the registry's are not counted. */
  readonly factMessages: number;
};

type Told = Omit<Observed, 'archived' | 'quarantined' | 'factMessages'>;

/** Longer than the longest claim of a delivery and a sweep. */
const SETTLED_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 100;

/** What a running pipeline tells once nothing is left to do; what it tells in the end where something always is. */
export async function toldWhenSettled(addresses: Addresses): Promise<Told> {
  const until = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const told = await toldNow(addresses);
    if (isSettled(told) || performance.now() > until) return told;
    await pause(LOOK_EVERY_MS);
  }
}

function isSettled({ counts, waiting, alerts }: Told): boolean {
  const isOpen = ({ delivery }: ListedAlert) => delivery === 'claimed' || delivery === 'failed';
  return waiting === 0 && fatesOf(counts) === counts.received && !alerts.some(isOpen);
}

/** How many messages wait to be judged. */
export async function waitingIn({ httpPort }: Addresses): Promise<number> {
  return (await jsonOf<Health>(httpPort, '/health')).queue.waiting;
}

type Health = { readonly queue: { readonly waiting: number; readonly dead: number } };

async function jsonOf<T>(port: number, path: string): Promise<T> {
  return (await (await fetch(`http://127.0.0.1:${port}${path}`)).json()) as T;
}

/** A page for several as one of each of its alerts. */
function rowsOf(row: InboxRow): readonly InboxRow[] {
  return (row.alertIds ?? [row.alertId]).map((alertId) => ({ ...row, alertId }));
}

async function toldNow({ httpPort }: Addresses): Promise<Told> {
  const [counts, health, alerts, inbox] = await Promise.all([
    jsonOf<Counts>(httpPort, '/counts.json'),
    jsonOf<Health>(httpPort, '/health'),
    jsonOf<readonly ListedAlert[]>(httpPort, '/alerts.json'),
    jsonOf<readonly InboxRow[]>(httpPort, '/inbox.json'),
  ]);
  return { counts, ...health.queue, alerts, inbox: inbox.flatMap(rowsOf) };
}

/** What the data folder of a pipeline that has ended keeps. */
export async function keptIn(dataDir: string) {
  return {
    archived: keptMessages(join(dataDir, 'messages', 'archive')),
    quarantined: keptMessages(join(dataDir, 'messages', 'quarantine')),
    factMessages: await countFactMessages(join(dataDir, 'table')),
  };
}

const lineSchema = z.object({ messageId: z.string(), reason: z.string().optional(), bytes: z.base64() });

function keptMessages(folder: string): readonly KeptMessage[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ndjson.gz'))
    .flatMap((name) =>
      gunzipSync(readFileSync(join(folder, name)))
        .toString()
        .trim()
        .split('\n'),
    )
    .map((line) => {
      const { messageId, reason, bytes } = lineSchema.parse(JSON.parse(line));
      const controlId = Buffer.from(bytes, 'base64').toString('latin1').split('|')[9] ?? '';
      return { messageId, controlId, reason };
    });
}

const factSchema = z.object({ feed: z.string() });

async function countFactMessages(folder: string): Promise<number> {
  const dynamoDb = await startEmbeddedDynamoDb(folder, () => {});
  const client = await openTable(dynamoDb.endpoint);
  const messages = new Set<string>();
  for await (const { sk, fact } of createDynamoDbScan(client, 'calcium-alerts')()) {
    if (sk.startsWith('FACT#') && factSchema.parse(fact).feed !== 'registry') messages.add(messageOf(sk));
  }
  client.destroy();
  await dynamoDb.close();
  return messages.size;
}
