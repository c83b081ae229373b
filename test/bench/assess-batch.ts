import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrices } from '../cost/prices.ts';
import { eventOfMessages } from '../stand-ins/sqs-events.ts';
import { queued } from './bundle-events.ts';
import { bundleInto, runBundle } from './bundle-run.ts';
import { quantile, sortedSamples } from './figure.ts';
import type { Invocation } from './lambda-memory.ts';
import { monthInSmall } from './mixes.ts';
import { inBatches } from './own-pipeline.ts';
import { withAws } from './with-aws.ts';

const MESSAGES = 600;
/** What a batch does one after the other: archive beside facts, chart, and what follows of it. */
const ROUNDS = 4;

/** The bundle of `assess` in a fresh process with the month of a laboratory: a batch, and its most memory. */
export async function measureAssessBatch(
  perBatch: number,
): Promise<{ readonly batch: Invocation; readonly peakMb: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-bench-assess-'));
  const events = inBatches(monthInSmall(MESSAGES).counted.map(queued), perBatch).map(eventOfMessages);
  try {
    const run = await withAws(({ url }) => runBundle(bundleInto(folder, 'assess'), events, url));
    const processorMs = sortedSamples(run.invoked.slice(events.length / 3).map((pass) => pass.processMs));
    const waitingMs = ROUNDS * readPrices().assumed.millisecondsPerRequest;
    return {
      batch: { messages: perBatch, processorMs: quantile(processorMs, 0.5), waitingMs },
      peakMb: run.peakMb,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
