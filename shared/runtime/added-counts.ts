import type { MetricDimensions, Telemetry } from './telemetry.ts';

/** Counts that are added up until they are flushed: a line for each message would cost more than the rest of it. */
export type AddedCounts = {
  readonly add: (metric: string, dimensions: MetricDimensions) => void;
  readonly flush: () => void;
};

export function createAddedCounts(telemetry: Pick<Telemetry, 'count'>): AddedCounts {
  const sums = new Map<
    string,
    { readonly metric: string; readonly dimensions: MetricDimensions; by: number }
  >();
  return {
    add: (metric, dimensions) => {
      const key = JSON.stringify([metric, dimensions]);
      const sum = sums.get(key) ?? { metric, dimensions, by: 0 };
      sum.by += 1;
      sums.set(key, sum);
    },
    flush: () => {
      for (const { metric, dimensions, by } of sums.values()) telemetry.count(metric, by, dimensions);
      sums.clear();
    },
  };
}
