import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DAY_MS, plusMs } from '../../shared/clinical/instant.ts';
import { REGISTRY_COLUMNS } from '../../shared/intake/registry.ts';
import { BENCH_TIME, benchMessage, TWELVE_UNWATCHED, TWELVE_WATCHED } from './messages.ts';

/** Of 1,000 messages: 300 with calcium, 9 of them of patients with cancer; as test/cost/kinds.ts has it. */
const PERIOD = 1_000;
const WITH_CALCIUM = 300;
const OF_REGISTERED = 9;
/** So many messages go by in a day. */
const A_DAY = 20_000;
const RESULTS_A_PATIENT = 10;
/** One in so many results of patients with cancer is high. */
const ONE_HIGH_IN = 20;

/** A file of ordinary traffic and the registry that goes with it, in this folder. */
export async function writeBacktestFiles(
  folder: string,
  messages: number,
): Promise<{ readonly file: string; readonly registry: string }> {
  const [file, registry] = [join(folder, 'months.hl7'), join(folder, 'registry.csv')];
  const patients = Math.ceil((messages / PERIOD) * (OF_REGISTERED / RESULTS_A_PATIENT));
  const rows = Array.from(
    { length: patients },
    (_, index) => `RIVERSIDE,${registered(index)},1960-06-15,C34.1,active,,`,
  );
  await writeFile(registry, [REGISTRY_COLUMNS.join(','), ...rows, ''].join('\n'));
  await pipeline(Readable.from(traffic(messages, patients), { objectMode: false }), createWriteStream(file));
  return { file, registry };
}

const registered = (index: number): string => `RS7${String(index).padStart(6, '0')}`;
const other = (number: number): string => `RS8${String(number % 400_000).padStart(6, '0')}`;

function* traffic(messages: number, patients: number): Generator<Uint8Array> {
  for (let number = 0; number < messages; number += 1) {
    const place = number % PERIOD;
    const watched = place % 10 < WITH_CALCIUM / 100;
    const ofRegistered = place % 100 === 0 && place < OF_REGISTERED * 100;
    const turn = Math.floor(number / PERIOD) * OF_REGISTERED + place / 100;
    const message = benchMessage({
      tests: watched ? TWELVE_WATCHED : TWELVE_UNWATCHED,
      patient: ofRegistered ? registered(turn % patients) : other(number),
      number,
      sentAt: plusMs(BENCH_TIME, Math.round((number / A_DAY) * DAY_MS)),
      ...(ofRegistered && turn % ONE_HIGH_IN === 0 ? { calcium: '14.0' } : {}),
    });
    yield message;
    yield LINE_END;
  }
}

const LINE_END = Buffer.from('\r');
