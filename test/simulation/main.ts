import { parseArgs } from 'node:util';
import { runSeed } from './run-seed.ts';

const HELP = `npm run simulate -- [--seeds N] [--from S] [--trace]

Plays N seeds (1000) from S (1) and stops at the first that fails, with the line that plays it again.`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else await play(Number(values.seeds), Number(values.from), values.trace);

async function play(seeds: number, from: number, withTrace: boolean): Promise<void> {
  const started = performance.now();
  let pages = 0;
  let steps = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const run = await runSeed(seed);
    pages += run.pages;
    steps += run.steps;
    if (withTrace) console.log(run.trace.join('\n'));
    if (run.violations.length > 0) {
      console.log(`seed ${seed} fails: ${run.violations.join('; ')}`);
      console.log(`again: npm run simulate -- --seeds 1 --from ${seed} --trace`);
      process.exitCode = 1;
      return;
    }
  }
  const seconds = (performance.now() - started) / 1000;
  const perSecond = Math.round(seeds / seconds);
  console.log(`${seeds} seeds from ${from} hold: ${pages} pages, ${steps} requests, ${perSecond} seeds/s`);
}
