import type { NaiveItem, NaivePorts } from './pipeline.ts';

/** The naive pipeline's table in memory. */
export function naiveMemoryPorts(): NaivePorts {
  const partitions = new Map<string, Map<string, NaiveItem>>();
  return {
    put: async (item) => {
      const partition = partitions.get(item.pk) ?? new Map<string, NaiveItem>();
      partitions.set(item.pk, partition.set(item.sk, item));
    },
    history: async (pk) => [...(partitions.get(pk)?.values() ?? [])],
    publish: async () => {},
  };
}
