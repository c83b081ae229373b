import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbTable } from '../../../shared/chart/dynamodb-table.ts';
import { costOfMix, requestsPerMessage, total } from '../../cost/cost.ts';
import { countRequests, type HandlersAt } from '../../cost/count-requests.ts';
import { KINDS, type KindMessages, SHARES } from '../../cost/kinds.ts';
import { readPrices } from '../../cost/prices.ts';
import { countedFigure, type Figure, medianFigure, quantile, sortedSamples, type Target } from '../figure.ts';
import { monthInSmall } from '../mixes.ts';
import { naiveHandlers, naivePortsOver } from '../naive/aws.ts';
import { naiveMemoryPorts } from '../naive/memory.ts';
import { handleNaively, type NaivePorts } from '../naive/pipeline.ts';
import { createOwnPipeline, playThrough } from '../own-pipeline.ts';
import { type Pass, passes, timed } from '../pass.ts';
import { sampleConfig } from '../sample-feed.ts';
import { memoryTable, withDynalite } from '../tables.ts';

/** Fewer would measure how a process warms up, rather than how it goes on. */
const MESSAGES = 1_500;
const COUNTED = 50;
/** Batches of ten, four at once: as `npm start` works its queue off. */
const AT_ONCE = 4;
const GOAL = { faster: { is: 'at least', value: 5 }, cheaper: { is: 'at least', value: 10 } } as const;

/** The month of a laboratory through ours and through the naive pipeline, over the same table, in the same run. */
export async function measureNaive(): Promise<readonly Figure[]> {
  const month = monthInSmall(MESSAGES);
  const inMemory = { warmUp: 3, measured: 9 };
  return [
    ...besides('in memory', month, {
      ours: await passes(inMemory, () => ours(month)),
      naive: await passes(inMemory, () => naive(month, naiveMemoryPorts())),
    }),
    ...besides(
      'over dynalite',
      month,
      {
        ours: await onDisk((client) => ours(month, createDynamoDbTable(client, 'calcium-alerts'))),
        naive: await onDisk((client) => naive(month, naivePortsOver(client))),
      },
      { target: GOAL.faster },
    ),
    ...(await costFigures()),
  ];
}

/** Each pass over a table of its own, for the same messages would find their facts stored. The first only warms up. */
async function onDisk(
  prepare: (client: DynamoDBDocumentClient) => Promise<() => Promise<unknown>>,
): Promise<readonly Pass[]> {
  const all: Pass[] = [];
  for (let pass = 0; pass < 4; pass += 1) {
    all.push(await withDynalite(async (client) => timed(await prepare(client))));
  }
  return all.slice(1);
}

async function ours({ before, counted }: KindMessages, table = memoryTable()) {
  const pipeline = createOwnPipeline(table, sampleConfig());
  const workers = Array.from({ length: AT_ONCE }, () => pipeline);
  await playThrough(pipeline, before, { workers });
  return () => playThrough(pipeline, counted, { workers });
}

async function naive({ before, counted }: KindMessages, ports: NaivePorts) {
  await playNaively(before, ports);
  return () => playNaively(counted, ports);
}

async function playNaively(messages: readonly Uint8Array[], ports: NaivePorts): Promise<void> {
  const waiting = messages.values();
  const work = async (): Promise<void> => {
    for (const message of waiting) await handleNaively(Buffer.from(message).toString(), ports);
  };
  await Promise.all(Array.from({ length: AT_ONCE * 10 }, work));
}

type Both<T> = { readonly ours: T; readonly naive: T };

function besides(
  where: string,
  { counted }: KindMessages,
  { ours, naive }: Both<readonly Pass[]>,
  more: Pick<Figure, 'target'> = {},
): readonly Figure[] {
  const rates = (all: readonly Pass[]) => all.map(({ ms }) => (counted.length / ms) * 1_000);
  const cpu = (all: readonly Pass[]) => all.map(({ threadMs }) => threadMs / counted.length);
  const rate = (who: string, all: readonly Pass[]) =>
    medianFigure(`${who}, ${where}`, 'messages/s', rates(all), {
      plotted: { chart: 'naive', line: `${who}, ${where}` },
    });
  return [
    rate('ours', ours),
    rate('naive', naive),
    countedFigure(`ours faster, ${where}`, 'times', median(rates(ours)) / median(rates(naive)), more),
    medianFigure(`ours, ${where}: its thread's processor time`, 'ms a message', cpu(ours)),
    medianFigure(`naive, ${where}: its thread's processor time`, 'ms a message', cpu(naive)),
  ];
}

const median = (samples: readonly number[]): number => quantile(sortedSamples(samples), 0.5);

async function costFigures(): Promise<readonly Figure[]> {
  const [own, naive] = [await costs(), await costs(naiveHandlers)];
  return [
    ...costFigure('requests to AWS', 'a message', [own.requests, naive.requests]),
    ...costFigure('a million by API Gateway', 'dollars', [own.https, naive.https], GOAL.cheaper),
    ...costFigure('a million but for API Gateway', 'dollars', [own.behind, naive.behind]),
    ...costFigure(
      'a million by the gateway, MLLP or HTTPS, naive by API Gateway',
      'dollars',
      [own.gateway, naive.https],
      GOAL.cheaper,
    ),
  ];
}

function costFigure(
  what: string,
  unit: string,
  [ours, naive]: readonly [number, number],
  target?: Target,
): readonly Figure[] {
  const figure = (who: string, measured: number): Figure =>
    countedFigure(`${what}, ${who}`, unit, measured, {
      ...(unit === 'dollars' && { plotted: { chart: 'cost', line: `${what}, ${who}` } }),
    });
  return [
    figure('ours', ours),
    figure('naive', naive),
    countedFigure(`${what}: ours less`, 'times', naive / ours, target ? { target } : {}),
  ];
}

async function costs(handlersAt?: HandlersAt) {
  const prices = readPrices();
  const counts = await countRequests(KINDS, COUNTED, prices.assumed.messagesPerBatch, handlersAt);
  const mix = costOfMix(counts, prices);
  const requests = [...counts].map(([kind, count]) => SHARES[kind] * requestsPerMessage(count));
  const https = total(mix);
  return {
    https,
    requests: requests.reduce((all, some) => all + some, 0),
    behind: https - (mix.get('API Gateway') ?? 0),
    gateway: total(costOfMix(counts, prices, 'gateway-ten')),
  };
}
