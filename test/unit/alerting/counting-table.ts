import type { Item, Table } from '../../../shared/chart/table.ts';

/** The three requests that operations notices make of the table, in memory. */
export function countingTable(): Pick<Table, 'get' | 'put' | 'increment'> & { keys: () => string[] } {
  const items = new Map<string, Item>();
  return {
    keys: () => [...items.keys()],
    get: async (pk, sk) => items.get(`${pk}|${sk}`),
    put: async (item) => void items.set(`${item.pk}|${item.sk}`, item),
    increment: async (pk, sk, attributes) => {
      const count = Number(items.get(`${pk}|${sk}`)?.count ?? 0) + 1;
      items.set(`${pk}|${sk}`, { ...attributes, pk, sk, count });
      return count;
    },
  };
}
