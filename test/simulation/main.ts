import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { oneOf, runCommand, wholeNumber } from '../../tools/command-line.ts';
import { progressBar } from '../../tools/progress-bar.ts';
import { FAULTS, type Fault } from './faults.ts';
import { runSeed } from './run-seed.ts';
import type { Block, BlockPlayed } from './seed-worker.ts';
import { described, shrink } from './shrink.ts';

const HELP = `Plays random histories of patients through the real handlers, among crashes and other faults, and stops at the first
seed at which an alert is missed or doubled, with the least of it that still fails and the line that plays it again.

Usage: npm run simulate -- [options]

  --seeds N     how many                (default 1000)
  --from S      the first               (default 1)
  --workers W   how many at once        (default: one for each processor)
  --fault NAME  with this fault alone: ${FAULTS.join(', ')}
  --trace       every request of the first seed, which is all that is played
  --help        this text

A long run may be made in parts: the last line of each says which seeds it played, of which commit, and what that took.
Exit 0: all hold. Exit 1: one does not. Exit 2: it was called wrongly.
`;

const SEEDS_IN_A_BLOCK = 250;

const OPTIONS = {
  seeds: { type: 'string', default: '1000' },
  from: { type: 'string', default: '1' },
  fault: { type: 'string' },
  workers: { type: 'string', default: String(availableParallelism()) },
  trace: { type: 'boolean', default: false },
} as const;

type Chosen = {
  readonly seeds: number;
  readonly from: number;
  readonly workers: number;
  readonly fault: Fault | undefined;
};

await runCommand({ name: 'simulate', help: HELP, options: OPTIONS }, async (values) => {
  const chosen = {
    seeds: wholeNumber('--seeds', values.seeds, 1),
    from: wholeNumber('--from', values.from),
    workers: wholeNumber('--workers', values.workers, 1),
    fault: values.fault === undefined ? undefined : oneOf('--fault', values.fault, FAULTS),
  };
  await (values.trace ? showTrace(chosen) : playAll(chosen));
});

async function showTrace({ from, fault }: Chosen): Promise<void> {
  const { trace, violations } = await runSeed(from, playOf(fault));
  console.log([...trace, ...violations].join('\n'));
  if (violations.length > 0) process.exitCode = 1;
}

function playOf(fault: Fault | undefined) {
  return fault === undefined ? {} : { faults: new Set([fault]) };
}

async function playAll(chosen: Chosen): Promise<void> {
  const { seeds, from, workers, fault } = chosen;
  const started = performance.now();
  const commit = commitPlayed();
  const totals = { seeds: 0, pages: 0, requests: 0, failing: Number.POSITIVE_INFINITY };
  const rate = () => Math.round((totals.seeds / (performance.now() - started)) * 1000);
  const bar = progressBar(seeds, 'seeds', '{rate} seeds/s, ');
  const blocks = blocksOf(chosen);
  const count = ({ played, pages, requests, failing }: BlockPlayed): boolean => {
    totals.seeds += played;
    totals.pages += pages;
    totals.requests += requests;
    totals.failing = Math.min(totals.failing, failing ?? totals.failing);
    bar.show(totals.seeds, { rate: rate() });
    return totals.failing === Number.POSITIVE_INFINITY;
  };
  await Promise.all(Array.from({ length: workers }, () => playBlocks(blocks, count)));
  bar.stop();
  if (totals.failing < Number.POSITIVE_INFINITY) return showFailing(totals.failing, fault);
  const what = fault === undefined ? '' : ` under ${fault} alone`;
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

function* blocksOf({ seeds, from, fault }: Chosen): Generator<Block> {
  for (let first = from; first < from + seeds; first += SEEDS_IN_A_BLOCK)
    yield {
      first,
      seeds: Math.min(SEEDS_IN_A_BLOCK, from + seeds - first),
      fault: fault ?? '',
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

async function showFailing(seed: number, fault: Fault | undefined): Promise<void> {
  const { scenario, run, tries } = await shrink(seed, playOf(fault));
  const alone = fault === undefined ? '' : ` --fault ${fault}`;
  console.log(`seed ${seed} fails; the least found in ${tries} tries:`);
  console.log([...described(scenario), ...run.trace].join('\n'));
  console.log(run.violations.join('; '));
  console.log(`again: npm run simulate -- --seeds 1 --from ${seed}${alone}`);
  process.exitCode = 1;
}
