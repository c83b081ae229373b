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
import { type Pass, passes } from '../pass.ts';
import { sampleConfig } from '../sample-feed.ts';
import { memoryTable, withDynalite } from '../tables.ts';

const MESSAGES = 300;
const COUNTED = 40;
/** Batches of ten, four at once: as `npm start` works its queue off. */
const AT_ONCE = 4;
const GOAL = { faster: { is: 'at least', value: 5 }, cheaper: { is: 'at least', value: 10 } } as const;

/** The month of a laboratory through ours and through the naive pipeline, over the same table, in the same run. */
export async function measureNaive(): Promise<readonly Figure[]> {
  const month = monthInSmall(MESSAGES);
  const inMemory = { warmUp: 3, measured: 9 };
  const onDisk = { warmUp: 1, measured: 3 };
  return [
    ...besides('in memory', month, {
      ours: await passes(inMemory, () => ours(month)),
      naive: await passes(inMemory, () => naive(month, naiveMemoryPorts())),
    }),
    ...besides('over dynalite', month, {
      ours: await withDynalite((client) =>
        passes(onDisk, () => ours(month, createDynamoDbTable(client, 'calcium-alerts'))),
      ),
      naive: await withDynalite((client) => passes(onDisk, () => naive(month, naivePortsOver(client)))),
    }),
    ...(await costFigures()),
  ];
}

async function ours({ before, counted }: KindMessages, table = memoryTable()) {
  const pipeline = createOwnPipeline(table, sampleConfig());
  await playThrough(pipeline, before, { batchesAtOnce: AT_ONCE });
  return () => playThrough(pipeline, counted, { batchesAtOnce: AT_ONCE });
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

function besides(where: string, { counted }: KindMessages, { ours, naive }: Both<readonly Pass[]>): Figure[] {
  const rates = (all: readonly Pass[]) => all.map(({ ms }) => (counted.length / ms) * 1_000);
  const cpu = (all: readonly Pass[]) => all.map(({ threadMs }) => threadMs / counted.length);
  const rate = (who: string, all: readonly Pass[]) =>
    medianFigure(`${who}, ${where}`, 'messages/s', rates(all), {
      plotted: { chart: 'naive', line: `${who}, ${where}` },
    });
  const times = (name: string, more: number, less: number, target?: Target) =>
    countedFigure(`${name}, ${where}`, 'times', more / less, target ? { target } : {});
  return [
    rate('ours', ours),
    rate('naive', naive),
    times('ours faster', median(rates(ours)), median(rates(naive)), GOAL.faster),
    medianFigure(`ours, ${where}: its thread's processor time`, 'ms a message', cpu(ours)),
    medianFigure(`naive, ${where}: its thread's processor time`, 'ms a message', cpu(naive)),
  ];
}

const median = (samples: readonly number[]): number => quantile(sortedSamples(samples), 0.5);

async function costFigures(): Promise<readonly Figure[]> {
  const [own, naive] = [await costs(), await costs(naiveHandlers)];
  const figure = (who: string, what: keyof typeof own, unit: string) =>
    countedFigure(`${who}: ${what}`, unit, (who === 'ours' ? own : naive)[what], {
      ...(unit === 'dollars' && { plotted: { chart: 'cost', line: `${who}, ${what}` } }),
    });
  const times = (what: keyof typeof own, target?: Target) =>
    countedFigure(`ours less: ${what}`, 'times', naive[what] / own[what], target ? { target } : {});
  return [
    figure('ours', 'requests to AWS', 'a message'),
    figure('naive', 'requests to AWS', 'a message'),
    times('requests to AWS'),
    figure('ours', 'a million over HTTPS', 'dollars'),
    figure('naive', 'a million over HTTPS', 'dollars'),
    times('a million over HTTPS', GOAL.cheaper),
    figure('ours', 'a million but for API Gateway', 'dollars'),
    figure('naive', 'a million but for API Gateway', 'dollars'),
    times('a million but for API Gateway'),
  ];
}

async function costs(handlersAt?: HandlersAt) {
  const prices = readPrices();
  const counts = await countRequests(KINDS, COUNTED, prices.assumed.messagesPerBatch, handlersAt);
  const mix = costOfMix(counts, prices);
  const requests = [...counts].map(([kind, count]) => SHARES[kind] * requestsPerMessage(count));
  return {
    'requests to AWS': requests.reduce((all, some) => all + some, 0),
    'a million over HTTPS': total(mix),
    'a million but for API Gateway': total(mix) - (mix.get('API Gateway') ?? 0),
  };
}
