import type { Table } from '../../../shared/chart/table.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { messagesOf } from '../../cost/kinds.ts';
import { countedFigure, type Figure, medianFigure } from '../figure.ts';
import { calciumOf, recordHistory } from '../history.ts';
import { type Meter, meteredTable } from '../metered-table.ts';
import { monthInSmall } from '../mixes.ts';
import { createOwnPipeline, type OwnPipeline, playThrough } from '../own-pipeline.ts';
import { timed } from '../pass.ts';
import { sampleConfig } from '../sample-feed.ts';
import { memoryTable } from '../tables.ts';

const HISTORIES = [10, 100, 1_000, 10_000] as const;
const PATIENTS = [1_000, 10_000, 100_000, 1_000_000] as const;
const FEEDS = [1, 10, 100, 1_000] as const;
const BATCHES = [1, 2, 5, 10, 50, 100] as const;
const RUNS = 7;

/** What a message takes as everything around it grows: over a table in memory that counts units as DynamoDB does. */
export async function measureGrowth(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (let warmUp = 0; warmUp < 3; warmUp += 1) await byBatch(10);
  for (const results of HISTORIES) figures.push(...(await byHistory(results)));
  for (const patients of PATIENTS) figures.push(...(await byPatients(patients)));
  for (const feeds of FEEDS) figures.push(await byFeeds(feeds));
  for (const perBatch of BATCHES) figures.push(await byBatch(perBatch));
  return [...figures, ...(await ofOnePatient())];
}

function place(table: Table = memoryTable(), config: Config = sampleConfig()) {
  const metered = meteredTable(table);
  return { pipeline: createOwnPipeline(metered.table, config), take: metered.take };
}

/** A patient with cancer and so many results in a year; the first message finds them unjudged and is left out. */
async function byHistory(results: number): Promise<readonly Figure[]> {
  const { pipeline, take } = place();
  await playThrough(pipeline, messagesOf('registered', 1, systemClock.now()).before);
  await recordHistory(pipeline, PATIENT, results);
  const next = messagesFrom(1_000_000, () => PATIENT);
  await playThrough(pipeline, [next()]);
  take();
  const took = await played(pipeline, () => [next()]);
  const meter = take();
  const line = `a history of ${results} results`;
  const units = (name: 'read' | 'written', sum: number) =>
    countedFigure(`units ${name}, ${line}`, 'a message', sum / RUNS, {
      plotted: { chart: 'historyUnits', line: name, x: results },
    });
  return [
    medianFigure(`a message, ${line}`, 'ms', took, {
      plotted: { chart: 'history', line: 'a message', x: results },
    }),
    units('read', meter.readUnits),
    units('written', meter.writeUnits),
  ];
}

/** The patient of `messagesOf('registered', 1)`. */
const PATIENT = 'RE1000';

/** So many patients with one earlier message each, of whom a hundred at random have another. */
async function byPatients(patients: number): Promise<readonly Figure[]> {
  const table = memoryTable();
  const { pipeline, take } = place(table);
  await recordHistory(pipeline, 'OF-ALL', 1);
  const where = pipeline.keys.patientKey({ authority: AUTHORITY, id: 'OF-ALL' });
  const items = await table.query(where, 'A', 'Z');
  const name = (index: number) => `N${index}`;
  for (let index = 0; index < patients; index += 1) {
    const pk = pipeline.keys.patientKey({ authority: AUTHORITY, id: name(index) });
    for (const item of items) await table.put({ ...item, pk });
  }
  const next = messagesFrom(1_000_000, (number) => name((number * 7_919) % patients));
  const some = () => Array.from({ length: 100 }, next);
  await playThrough(pipeline, some());
  take();
  const took = await played(pipeline, some);
  const { readUnits, writeUnits } = take();
  const line = `${patients.toLocaleString('en-GB')} patients`;
  return [
    medianFigure(
      `a message, ${line}`,
      'ms',
      took.map((ms) => ms / 100),
      {
        plotted: { chart: 'patients', line: 'a message', x: patients },
      },
    ),
    countedFigure(`units, ${line}`, 'a message', (readUnits + writeUnits) / RUNS / 100),
  ];
}

const AUTHORITY = 'RIVERSIDE';

/** The month of a laboratory from so many feeds in turn. */
async function byFeeds(feeds: number): Promise<Figure> {
  const {
    feeds: [like],
    ...config
  } = sampleConfig();
  if (like === undefined) throw new Error('the sample configuration has no feed');
  const named = Array.from({ length: feeds }, (_, index) => ({
    ...like,
    id: `lab-${index}`,
    sendingFacility: `LAB${index}`,
  }));
  const { pipeline } = place(memoryTable(), { ...config, feeds: named });
  const month = monthInSmall(300).counted.map((message, index) =>
    Buffer.from(
      Buffer.from(message)
        .toString()
        .replace(`|${AUTHORITY}|`, `|LAB${index % feeds}|`),
    ),
  );
  await playThrough(pipeline, month);
  const took = await played(pipeline, () => month);
  return medianFigure(
    `a message, ${feeds} feeds`,
    'ms',
    took.map((ms) => ms / month.length),
    {
      plotted: { chart: 'feeds', line: 'a message', x: feeds },
    },
  );
}

/** Requests of the month of a laboratory: those of the table, one archive a batch, and what SQS takes to hand it over. */
async function byBatch(perBatch: number): Promise<Figure> {
  const { pipeline, take } = place();
  const { before, counted } = monthInSmall(1_000);
  await playThrough(pipeline, before);
  take();
  await playThrough(pipeline, counted, { perBatch });
  const handedOver = 2 / Math.min(perBatch, MOST_AT_ONCE);
  const requests = take().requests / counted.length + 1 / perBatch + handedOver;
  return countedFigure(`requests of assess, ${perBatch} messages a batch`, 'a message', requests, {
    plotted: { chart: 'batch', line: 'assess', x: perBatch },
  });
}

/** That SQS hands over, or lets go, in one request. */
const MOST_AT_ONCE = 10;

/**
 * As many messages of one patient with cancer as of a hundred, fifty batches on their way at a time: each in a process of
 * its own, as on Lambda, and all in one.
 */
async function ofOnePatient(): Promise<readonly Figure[]> {
  return [
    ...(await atOnce(100, 50, 'of 100 patients')),
    ...(await atOnce(1, 50, 'all of one patient')),
    ...(await atOnce(1, 1, 'all of one patient, in one process')),
  ];
}

const BATCHES_AT_ONCE = 50;

async function atOnce(patients: number, processes: number, whose: string): Promise<readonly Figure[]> {
  const { table, take } = meteredTable(memoryTable());
  const pipelines = Array.from({ length: processes }, () => createOwnPipeline(table, sampleConfig()));
  const workers = Array.from({ length: BATCHES_AT_ONCE / processes }, () => pipelines).flat();
  const [pipeline] = workers;
  if (pipeline === undefined) throw new Error('no process');
  await playThrough(pipeline, messagesOf('registered', patients, systemClock.now()).before);
  const next = messagesFrom(1_000_000, (number) => `RE${1_000 + (number % patients)}`);
  const messages = Array.from({ length: 400 }, next);
  take();
  const { ms } = await timed(() => playThrough(pipeline, messages, { workers }));
  return besides(whose, ms, take());
}

function besides(whose: string, ms: number, { requests, readUnits, writeUnits }: Meter): readonly Figure[] {
  const each = (name: string, unit: string, sum: number) =>
    countedFigure(`400 messages at once ${whose}: ${name}`, unit, sum / 400);
  return [
    each('time', 'ms a message', ms),
    each('requests to the table', 'a message', requests),
    each('units', 'a message', readUnits + writeUnits),
  ];
}

function messagesFrom(first: number, patientOf: (number: number) => string): () => Uint8Array {
  let number = first;
  return () => {
    number += 1;
    return calciumOf(patientOf(number), number, systemClock.now());
  };
}

/** Milliseconds of each of some runs; its messages are made before the clock runs. */
async function played(pipeline: OwnPipeline, make: () => readonly Uint8Array[]): Promise<readonly number[]> {
  const took: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const messages = make();
    took.push((await timed(() => playThrough(pipeline, messages))).ms);
  }
  return took;
}
