import { settingsOf } from '../../../infra/config.ts';
import { costOfMix, total } from '../../cost/cost.ts';
import { countRequests } from '../../cost/count-requests.ts';
import { KINDS } from '../../cost/kinds.ts';
import { readPrices } from '../../cost/prices.ts';
import { measureAssessBatch } from '../assess-batch.ts';
import { type Backlog, drainBacklog, NEW_TABLE_WRITE_UNITS } from '../drain-backlog.ts';
import { countedFigure, type Figure } from '../figure.ts';
import { durationMs } from '../lambda-memory.ts';
import { meteredTable } from '../metered-table.ts';
import { monthInSmall } from '../mixes.ts';
import { createOwnPipeline, playThrough } from '../own-pipeline.ts';
import { sampleConfig } from '../sample-feed.ts';
import { memoryTable } from '../tables.ts';

const MILLION = 1_000_000;
const ASSESS_MEMORY_MB = 1_024;
const PER_BATCH = 10;
const COUNTED = 50;
/** A nation of 60 million: 35 results a second on average. */
const YEAR = 110 * MILLION;

/** A million messages that waited, worked off by the rules of Lambda and of a new table; a nation's year by the same figures. */
export async function measureBacklog(): Promise<readonly Figure[]> {
  const { batch } = await measureAssessBatch(PER_BATCH);
  const batchMs = durationMs(batch, ASSESS_MEMORY_MB);
  const writeUnitsAMessage = await writeUnitsOfTheMonth();
  const { assessConcurrency } = settingsOf('prod');
  const drained = (line: string, atOnce: number, writeUnitsASecond: number) =>
    drainFigures(line, {
      ...{ messages: MILLION, perBatch: PER_BATCH, batchMs },
      ...{ atOnce, writeUnitsASecond, writeUnitsAMessage },
    });
  return [
    countedFigure('a batch of ten on Lambda', 'ms', batchMs),
    countedFigure('units written', 'a message', writeUnitsAMessage),
    ...drained(`a new table, ${assessConcurrency} at once`, assessConcurrency, NEW_TABLE_WRITE_UNITS),
    ...drained(`a table grown, ${assessConcurrency} at once`, assessConcurrency, 40_000),
    ...drained('a table grown, 1,000 at once', 1_000, 40_000),
    ...(await yearFigures(batchMs, writeUnitsAMessage)),
  ];
}

function drainFigures(line: string, backlog: Backlog): readonly Figure[] {
  const waiting = drainBacklog(backlog);
  const every = Math.ceil(waiting.length / 12);
  const shown = [...waiting.entries()].filter(
    ([second]) => second % every === 0 || second === waiting.length - 1,
  );
  const minutes = countedFigure(`a million messages drained, ${line}`, 'minutes', (waiting.length - 1) / 60);
  const steps = shown.map(([second, left]) =>
    countedFigure(`waiting, ${line}, after ${second} s`, 'messages', left, {
      chartOnly: true,
      plotted: { chart: 'backlog', line, x: second / 60 },
    }),
  );
  return [minutes, ...steps];
}

async function writeUnitsOfTheMonth(): Promise<number> {
  const { table, take } = meteredTable(memoryTable());
  const pipeline = createOwnPipeline(table, sampleConfig());
  const { before, counted } = monthInSmall(MILLION / 1_000);
  await playThrough(pipeline, before);
  take();
  await playThrough(pipeline, counted);
  return take().writeUnits / counted.length;
}

async function yearFigures(batchMs: number, writeUnitsAMessage: number): Promise<readonly Figure[]> {
  const prices = readPrices();
  const counts = await countRequests(KINDS, COUNTED, prices.assumed.messagesPerBatch);
  const year = (way: 'https' | 'gateway-ten') => (YEAR / MILLION) * total(costOfMix(counts, prices, way));
  const perSecond = YEAR / 3_600;
  return [
    countedFigure('a nation’s year of 110 million messages, over HTTPS', 'dollars', year('https')),
    countedFigure('a nation’s year, by the gateway, ten messages at once', 'dollars', year('gateway-ten')),
    countedFigure('a nation’s year replayed in an hour', 'messages/s', perSecond),
    countedFigure('batches at once for that', 'batches', ((perSecond / PER_BATCH) * batchMs) / 1_000),
    countedFigure('units written for that', 'units/s', perSecond * writeUnitsAMessage),
  ];
}
