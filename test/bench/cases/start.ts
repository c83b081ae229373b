import { setTimeout as pause } from 'node:timers/promises';
import { type Figure, quantile, readable, sortedSamples } from '../figure.ts';
import { type PipelineProcess, withPipeline } from '../pipeline-process.ts';

const STARTS = 5;
const IDLE_MS = 5_000;

type Start = { readonly startedInMs: number; readonly residentMb: number };

async function whenIdle({ startedInMs, residentMb }: PipelineProcess): Promise<Start> {
  await pause(IDLE_MS);
  return { startedInMs, residentMb: await residentMb() };
}

function figureOf(name: string, unit: string, samples: readonly number[], below: number): Figure {
  const sorted = sortedSamples(samples);
  return {
    name,
    unit,
    measured: quantile(sorted, 0.5),
    spread: `${readable(quantile(sorted, 0))} to ${readable(quantile(sorted, 1))} over ${STARTS} starts`,
    target: { is: 'below', value: below },
  };
}

/** How long from `npm start` on a new data folder to `ready`, and what it takes when nothing arrives. */
export async function measureStart(): Promise<readonly Figure[]> {
  const starts = [];
  for (let start = 0; start < STARTS; start += 1) starts.push(await withPipeline([], whenIdle));
  return [
    figureOf(
      'start to ready, new data folder',
      'ms',
      starts.map(({ startedInMs }) => startedInMs),
      3_000,
    ),
    figureOf(
      'memory when idle',
      'MB',
      starts.map((start) => start.residentMb),
      250,
    ),
  ];
}
