import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Counts } from '../../infra/local/database/count-rows.ts';
import { COULD_NOT_TELL, numberAbove0, runCommand } from '../../tools/command-line.ts';
import { waitingIn } from '../crash/observe.ts';
import { type Addresses, ANY_PORTS, type LaunchedLocal, launchLocal } from '../e2e/launch-local.ts';
import { fatesOf } from '../e2e/local-process.ts';
import { sendSteadily, soakRegistry, type Traffic } from './traffic.ts';
import {
  growth,
  LEAST_MINUTES,
  MOST_MB_A_MINUTE,
  reachedRate,
  type Sample,
  type Soaked,
  type Verdict,
  verdictOf,
} from './verdict.ts';

const HELP = `Holds npm start under a steady load by MLLP and watches its memory and its backlog.

Usage: npm run soak -- [options]

  --minutes M  how long, from ${LEAST_MINUTES} on for a verdict  (default 10)
  --rate N     messages a second                     (default 100)
  --json       every sample, for a program
  --help       this text

Flat is: over the second half its own memory grows by less than ${MOST_MB_A_MINUTE} MB a minute, the rate is kept, everything sent is
judged a minute after the last was sent, and nothing is said of a fault.
Exit 0: flat. Exit 1: not. Exit 2: too short to tell, or called wrongly.
`;

const SAMPLE_EACH_MS = 5_000;
const SHOWN_EACH = 6;
const DRAINED_WITHIN_MS = 60_000;

const EXIT_CODES: Readonly<Record<Verdict['word'], number>> = {
  flat: 0,
  'not flat': 1,
  'too short to tell': COULD_NOT_TELL,
};

const OPTIONS = {
  minutes: { type: 'string', default: '10' },
  rate: { type: 'string', default: '100' },
  json: { type: 'boolean', default: false },
} as const;

type Chosen = { readonly minutes: number; readonly rate: number; readonly json: boolean };

await runCommand({ name: 'soak', help: HELP, options: OPTIONS }, ({ minutes, rate, json }) =>
  soak({ minutes: numberAbove0('--minutes', minutes), rate: numberAbove0('--rate', rate), json }),
);

async function soak({ minutes, rate, json }: Chosen): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-soak-'));
  const heap = new URL('./report-heap.ts', import.meta.url).href;
  const registry = join(folder, 'registry.csv');
  writeFileSync(registry, soakRegistry());
  const local = launchLocal(
    ['--data-dir', join(folder, 'data'), '--registry', registry, ...ANY_PORTS],
    ['--import', heap],
  );
  try {
    const addresses = await local.ready;
    const traffic = sendSteadily(addresses.mllpPort, rate, minutes * 60);
    const samples = await watch(local, addresses, traffic, json ? () => {} : show);
    const left = await drained(addresses);
    const counts = await countsOf(addresses);
    const faultLines = local
      .errors()
      .split('\n')
      .filter((line) => !line.startsWith('heap ') && line !== '');
    const acknowledged = traffic.acknowledged();
    report({ samples, minutes, rate, left, acknowledged, fates: fatesOf(counts), faultLines }, json);
  } finally {
    local.signal('SIGKILL');
    await local.ended;
    rmSync(folder, { recursive: true });
  }
}

async function watch(
  local: LaunchedLocal,
  addresses: Addresses,
  traffic: Traffic,
  shown: (sample: Sample, samples: readonly Sample[]) => void,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const began = performance.now();
  let going = true;
  const done = traffic.done.then(() => {
    going = false;
  });
  while (going) {
    await Promise.race([done, pause(SAMPLE_EACH_MS)]);
    const sample = {
      atMs: performance.now() - began,
      acknowledged: traffic.acknowledged(),
      waiting: await waitingIn(addresses),
      ...memoryOf(local.pid),
      heapMb: heapsIn(local.errors()),
    };
    samples.push(sample);
    if (samples.length % SHOWN_EACH === 1 || !going) shown(sample, samples);
  }
  await done;
  return samples;
}

function memoryOf(pid: number): Pick<Sample, 'ownMb' | 'mappedMb'> {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (kind: string) => Number(new RegExp(`${kind}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024;
  return { ownMb: megabytes('RssAnon'), mappedMb: megabytes('RssFile') };
}

/** What each thread said last. */
function heapsIn(errors: string): ReadonlyMap<number, number> {
  return new Map(
    [...errors.matchAll(/^heap (\d+) ([\d.]+)$/gm)].map(([, thread, mb]) => [Number(thread), Number(mb)]),
  );
}

function show(
  { atMs, acknowledged, waiting, ownMb, mappedMb, heapMb }: Sample,
  samples: readonly Sample[],
): void {
  const before = samples.at(-1 - SHOWN_EACH) ?? { atMs: 0, acknowledged: 0 };
  const rate = ((acknowledged - before.acknowledged) / (atMs - before.atMs)) * 1_000;
  const heaps = [...heapMb].map(([thread, used]) => `${thread}: ${used.toFixed(0)}`).join(', ');
  console.log(
    `${(atMs / 60_000).toFixed(1).padStart(5)} min  ${rate.toFixed(0).padStart(5)}/s  ${String(waiting).padStart(6)} waiting  ` +
      `${ownMb.toFixed(0).padStart(5)} MB of its own, ${mappedMb.toFixed(0)} MB of files  heaps of the threads (MB) ${heaps}`,
  );
}

/** How many still wait when none do, or a minute has gone. */
async function drained(addresses: Addresses): Promise<number> {
  const until = performance.now() + DRAINED_WITHIN_MS;
  for (;;) {
    const waiting = await waitingIn(addresses);
    if (waiting === 0 || performance.now() > until) return waiting;
    await pause(500);
  }
}

async function countsOf({ httpPort }: Addresses): Promise<Counts> {
  return (await (await fetch(`http://127.0.0.1:${httpPort}/counts.json`)).json()) as Counts;
}

function report(soaked: Soaked, json: boolean): void {
  const { samples, acknowledged } = soaked;
  const { word, against } = verdictOf(soaked);
  const load = loadavg()
    .map((one) => one.toFixed(1))
    .join(', ');
  if (json) {
    const plain = { ...soaked, samples: samples.map(plainSample) };
    console.log(JSON.stringify({ ...plain, load, verdict: word, against }));
  } else {
    console.log(
      `${acknowledged} messages at ${reachedRate(samples).toFixed(0)}/s, memory ${growth(samples).toFixed(2)} MB a minute ` +
        `over the second half, load average ${load}: ${[word.toUpperCase(), ...against].join('; ')}`,
    );
  }
  process.exitCode = EXIT_CODES[word];
}

function plainSample({ heapMb, ...sample }: Sample) {
  return { ...sample, heapMb: Object.fromEntries(heapMb) };
}
