import { setImmediate } from 'node:timers/promises';
import { runCommand, wholeNumber } from '../../tools/command-line.ts';
import { progressBar } from '../../tools/progress-bar.ts';
import { describeDifference } from './describe-difference.ts';
import { play } from './play.ts';
import { randomChart } from './random-chart.ts';
import { shrink } from './shrink.ts';

const HELP = `Plays random charts through the judge and through the oracle, a second judge written plainly on its own, and
stops at the first chart on which they differ, with the least of it that still makes them differ.

Usage: npm run oracle -- [options]

  --charts N  how many charts  (default 20000)
  --from S    the first seed   (default 1)
  --help      this text

Exit 0: they agree on all. Exit 1: they differ. Exit 2: it was called wrongly.
`;

/** So many charts, then the bar may be drawn again. */
const CHARTS_A_STEP = 500;

const OPTIONS = {
  charts: { type: 'string', default: '20000' },
  from: { type: 'string', default: '1' },
} as const;

async function firstDifference(charts: number, from: number): Promise<number | undefined> {
  const bar = progressBar(charts, 'charts');
  try {
    for (let seed = from; seed < from + charts; seed += 1) {
      if ((seed - from) % CHARTS_A_STEP === 0) {
        bar.show(seed - from);
        await setImmediate();
      }
      if (play(randomChart(seed)) !== undefined) return seed;
    }
    bar.show(charts);
    return undefined;
  } finally {
    bar.stop();
  }
}

async function run(charts: number, from: number): Promise<void> {
  const startedAt = performance.now();
  const seed = await firstDifference(charts, from);
  const seconds = (performance.now() - startedAt) / 1000;
  if (seed === undefined) {
    console.log(`judge and oracle agree on ${charts} charts from seed ${from} (${seconds.toFixed(0)} s)`);
    return;
  }
  console.log(describeDifference(shrink(randomChart(seed))));
  console.log(`again: npm run oracle -- --charts 1 --from ${seed}`);
  process.exitCode = 1;
}

await runCommand({ name: 'oracle', help: HELP, options: OPTIONS }, ({ charts, from }) =>
  run(wholeNumber('--charts', charts, 1), wholeNumber('--from', from)),
);
