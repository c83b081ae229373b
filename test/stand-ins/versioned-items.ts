import type { Item, Table } from '../../shared/chart/table.ts';

type VersionedItems = Pick<Table, 'get' | 'putVersion' | 'increment'> & {
  /** What lies in it, by `pk sk`. */
  readonly items: Map<string, Item>;
};

/** A table of items with versions and counts, in memory. */
export function versionedItems(): VersionedItems {
  const items = new Map<string, Item>();
  const keyOf = (pk: string, sk: string) => `${pk} ${sk}`;
  return {
    items,
    get: async (pk, sk) => items.get(keyOf(pk, sk)),
    putVersion: async (item, expected) => {
      const key = keyOf(item.pk, item.sk);
      if ((items.get(key)?.version ?? 0) !== expected) return false;
      items.set(key, structuredClone(item));
      return true;
    },
    increment: async (pk, sk, attributes) => {
      const count = Number(items.get(keyOf(pk, sk))?.count ?? 0) + 1;
      items.set(keyOf(pk, sk), { pk, sk, ...attributes, count });
      return count;
    },
  };
}
