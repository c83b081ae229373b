import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrices } from '../../cost/prices.ts';
import { eventOfMessages } from '../../stand-ins/sqs-events.ts';
import { queued } from '../bundle-events.ts';
import { type BundleRun, bundleInto, runBundle } from '../bundle-run.ts';
import { countedFigure, type Figure, quantile, sortedSamples } from '../figure.ts';
import {
  dollarsAMillion,
  durationMs,
  type Invocation,
  MEMORY_SIZES_MB,
  recommendedMemoryMb,
} from '../lambda-memory.ts';
import { monthInSmall } from '../mixes.ts';
import { inBatches } from '../own-pipeline.ts';
import { withAws } from '../with-aws.ts';

const MESSAGES = 600;
const PER_BATCH = 10;
const WARM_UP = 20;
/** Of a batch: well within the second in which half of the pages are to be out. */
const LONGEST_MS = 250;
/** What a batch does one after the other: archive beside facts, chart, and what follows of it. */
const ROUNDS = 4;

/** What `assess` takes as it is deployed, and what that means for the memory that it is given. */
export async function measureMemory(): Promise<readonly Figure[]> {
  const prices = readPrices();
  const { invoked, peakMb } = await runOfAssess();
  const processorMs = quantile(sortedSamples(invoked.slice(WARM_UP).map((pass) => pass.processMs)), 0.5);
  const invocation: Invocation = {
    messages: PER_BATCH,
    processorMs,
    waitingMs: ROUNDS * prices.assumed.millisecondsPerRequest,
  };
  const recommended = recommendedMemoryMb(invocation, peakMb, LONGEST_MS);
  return [
    countedFigure('assess, a batch of ten: processor time', 'ms', processorMs),
    countedFigure('assess, warm: most memory', 'MB', peakMb),
    ...MEMORY_SIZES_MB.flatMap((memoryMb) => figuresAt(invocation, memoryMb)),
    countedFigure('assess: memory recommended', 'MB', recommended ?? Number.NaN),
  ];
}

function figuresAt(invocation: Invocation, memoryMb: number): readonly Figure[] {
  const dollars = dollarsAMillion(invocation, memoryMb, readPrices());
  return [
    countedFigure(`assess with ${memoryMb} MB: a batch of ten`, 'ms', durationMs(invocation, memoryMb)),
    countedFigure(`assess with ${memoryMb} MB: its time for a million messages`, 'dollars', dollars, {
      plotted: { chart: 'memory', line: 'assess', x: memoryMb },
    }),
  ];
}

async function runOfAssess(): Promise<BundleRun> {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-bench-memory-'));
  const events = inBatches(monthInSmall(MESSAGES).counted.map(queued), PER_BATCH).map(eventOfMessages);
  try {
    return await withAws(({ url }) => runBundle(bundleInto(folder, 'assess'), events, url));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
