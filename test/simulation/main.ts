import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { SingleBar } from 'cli-progress';
import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import { wholeFrom } from '../../tools/whole-number.ts';
import { FAULTS, faultNamed } from './faults.ts';
import { runSeed } from './run-seed.ts';
import type { Block, BlockPlayed } from './seed-worker.ts';
import { described, shrink } from './shrink.ts';

const HELP = `npm run simulate -- [--seeds N] [--from S] [--fault NAME] [--workers W] [--trace]

Plays N seeds (1000) from S (1), W at once (as many as there are processors), and stops at the first that fails, with
the least that still fails and the line that plays it again. A long run may be made in parts: the last line of each says
which seeds it played, of which commit, and what that took.
  --fault NAME  this fault alone: ${FAULTS.join(', ')}
  --trace       every request of one seed (--seeds 1)`;

const SEEDS_IN_A_BLOCK = 250;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    fault: { type: 'string', default: '' },
    workers: { type: 'string', default: String(availableParallelism()) },
    trace: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const faults = faultNamed(values.fault);
const seeds = wholeFrom(1, values.seeds);
const from = wholeFrom(0, values.from);
const workers = wholeFrom(1, values.workers);
if (values.help) console.log(HELP);
else if (values.fault !== '' && faults === undefined)
  fail(`no fault "${values.fault}": one of ${FAULTS.join(', ')}`);
else if (seeds === undefined || from === undefined || workers === undefined)
  fail('--seeds and --workers take a whole number from 1, --from one from 0');
else if (values.trace) await showTrace(from);
else await playAll(seeds, from, workers);

function fail(text: string): void {
  console.error(text);
  process.exitCode = 1;
}

async function showTrace(seed: number): Promise<void> {
  const { trace, violations } = await runSeed(seed, playOf());
  console.log([...trace, ...violations].join('\n'));
  if (violations.length > 0) process.exitCode = 1;
}

function playOf() {
  return faults === undefined ? {} : { faults };
}

async function playAll(seeds: number, from: number, workers: number): Promise<void> {
  const started = performance.now();
  const commit = commitPlayed();
  const totals = { seeds: 0, pages: 0, requests: 0, failing: Number.POSITIVE_INFINITY };
  const rate = () => Math.round((totals.seeds / (performance.now() - started)) * 1000);
  const bar = progressBar(seeds);
  const blocks = blocksOf(seeds, from);
  const count = ({ played, pages, requests, failing }: BlockPlayed): boolean => {
    totals.seeds += played;
    totals.pages += pages;
    totals.requests += requests;
    totals.failing = Math.min(totals.failing, failing ?? totals.failing);
    bar.show(totals.seeds, rate());
    return totals.failing === Number.POSITIVE_INFINITY;
  };
  await Promise.all(Array.from({ length: workers }, () => playBlocks(blocks, count)));
  bar.stop();
  if (totals.failing < Number.POSITIVE_INFINITY) return showFailing(totals.failing);
  const what = values.fault === '' ? '' : ` under ${values.fault} alone`;
  const { pages, requests } = totals;
  const { user, system } = process.cpuUsage();
  const msASeed = ((user + system) / 1000 / seeds).toFixed(1);
  console.log(
    `${seeds} seeds, ${from} to ${from + seeds - 1}, hold${what} at ${commit}: ` +
      `${pages} pages, ${requests} requests, ${rate()} seeds/s, ${msASeed} ms of processor a seed`,
  );
}

/** The commit whose code is played, and whether it was changed since. */
function commitPlayed(): string {
  try {
    const git = ['describe', '--always', '--dirty', '--exclude=*'];
    return `commit ${execFileSync('git', git, { encoding: 'utf8', stdio: 'pipe' }).trim()}`;
  } catch {
    return 'no known commit';
  }
}

function* blocksOf(seeds: number, from: number): Generator<Block> {
  for (let first = from; first < from + seeds; first += SEEDS_IN_A_BLOCK)
    yield {
      first,
      seeds: Math.min(SEEDS_IN_A_BLOCK, from + seeds - first),
      fault: values.fault,
    };
}

/** Hands one block after another to a thread, until there are none or `goOn` says no. */
function playBlocks(blocks: Generator<Block>, goOn: (played: BlockPlayed) => boolean): Promise<void> {
  const worker = new Worker(new URL('./seed-worker.ts', import.meta.url));
  return new Promise<void>((resolve, reject) => {
    const next = () => {
      const { value, done } = blocks.next();
      if (done) resolve();
      else worker.postMessage(value);
    };
    worker.on('message', (played: BlockPlayed) => (goOn(played) ? next() : resolve()));
    worker.on('error', reject);
    next();
  }).finally(() => worker.terminate());
}

async function showFailing(seed: number): Promise<void> {
  const { scenario, run, tries } = await shrink(seed, playOf());
  const fault = values.fault === '' ? '' : ` --fault ${values.fault}`;
  console.log(`seed ${seed} fails; the least found in ${tries} tries:`);
  console.log([...described(scenario), ...run.trace].join('\n'));
  console.log(run.violations.join('; '));
  console.log(`again: npm run simulate -- --seeds 1 --from ${seed}${fault}`);
  process.exitCode = 1;
}

function progressBar(total: number) {
  const format = '{bar} {value}/{total} seeds, {rate} seeds/s, {eta_formatted} to go';
  const bar = new SingleBar({ format, noTTYOutput: true, notTTYSchedule: MINUTE_MS });
  bar.start(total, 0, { rate: 0 });
  return {
    show: (done: number, rate: number) => bar.update(done, { rate }),
    stop: () => bar.stop(),
  };
}
