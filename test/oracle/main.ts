import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { wholeFrom } from '../../tools/whole-number.ts';
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
`;

/** So many charts, then the bar may be drawn again. */
const CHARTS_A_STEP = 500;

const { values } = parseArgs({
  options: {
    charts: { type: 'string', default: '20000' },
    from: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

async function firstDifference(charts: number, from: number): Promise<number | undefined> {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} charts, {eta_formatted} left',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 60_000,
  });
  bar.start(charts, 0);
  try {
    for (let seed = from; seed < from + charts; seed += 1) {
      if ((seed - from) % CHARTS_A_STEP === 0) {
        bar.update(seed - from);
        await setImmediate();
      }
      if (play(randomChart(seed)) !== undefined) return seed;
    }
    bar.update(charts);
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

const charts = wholeFrom(1, values.charts);
const from = wholeFrom(0, values.from);
if (values.help) console.log(HELP);
else if (charts === undefined || from === undefined) {
  console.error('oracle: --charts takes a whole number from 1, --from one from 0');
  process.exitCode = 1;
} else await run(charts, from);
