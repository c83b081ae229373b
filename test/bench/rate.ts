import { Bench } from 'tinybench';
import { type Figure, type Plotted, quantile, readable, sortedSamples, type Target } from './figure.ts';

/** Items of one timed batch: long enough that the clock's own cost does not show. */
export type Work = { readonly name: string; readonly items: number; readonly run: () => void };

const MEASURED_MS = 2_000;

async function latencies(work: Work): Promise<readonly number[]> {
  const bench = new Bench({ time: MEASURED_MS, warmupTime: 800, retainSamples: true });
  bench.add(work.name, work.run);
  const [task] = await bench.run();
  const result = task?.result;
  if (result?.state === 'errored') throw result.error;
  if (result?.state !== 'completed') throw new Error(`${work.name} was not measured`);
  return sortedSamples(result.latency.samples ?? []);
}

function defined({ target, plotted }: More): Pick<Figure, 'target' | 'plotted'> {
  return { ...(target && { target }), ...(plotted && { plotted }) };
}

function between(low: number, high: number): string {
  return `${readable(low)} to ${readable(high)} (middle half)`;
}

type More = { readonly target?: Target | undefined; readonly plotted?: Plotted };

/** Items a second on one core: median over batches. */
export async function ratePerSecond(work: Work, unit: string, more: More = {}): Promise<Figure> {
  const sorted = await latencies(work);
  const rate = (share: number): number => (work.items / quantile(sorted, share)) * 1_000;
  return {
    name: work.name,
    unit,
    measured: rate(0.5),
    spread: between(rate(0.75), rate(0.25)),
    ...defined(more),
  };
}

/** Milliseconds an item: median over batches. */
export async function millisecondsEach(work: Work, more: More = {}): Promise<Figure> {
  const sorted = await latencies(work);
  const each = (share: number): number => quantile(sorted, share) / work.items;
  return {
    name: work.name,
    unit: 'ms',
    measured: each(0.5),
    spread: between(each(0.25), each(0.75)),
    ...defined(more),
  };
}
