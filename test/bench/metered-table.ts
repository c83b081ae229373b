import type { Item, Table } from '../../shared/chart/table.ts';

/** What was asked of a table, priced as DynamoDB does on demand (Developer Guide, "DynamoDB read and write operations"). */
export type Meter = { readonly requests: number; readonly readUnits: number; readonly writeUnits: number };

export type MeteredTable = {
  readonly table: Table;
  /** What was asked since the last time. */
  readonly take: () => Meter;
};

const nothing = () => ({ requests: 0, readUnits: 0, writeUnits: 0 });

/** A table whose requests are counted, with the units that they would take; the index of what is due is left out. */
export function meteredTable(table: Table): MeteredTable {
  let meter = nothing();
  const read = (items: readonly (Item | undefined)[]): void => {
    meter.requests += 1;
    meter.readUnits += readUnits(items.reduce((sum, item) => sum + (item ? itemBytes(item) : 0), 0));
  };
  const write = (item: object | undefined): void => {
    meter.requests += 1;
    meter.writeUnits += writeUnits(item ? itemBytes(item) : 0);
  };
  return {
    table: {
      query: async (...given) => {
        const items = await table.query(...given);
        read(items);
        return items;
      },
      get: async (...given) => {
        const item = await table.get(...given);
        read([item]);
        return item;
      },
      put: async (item) => {
        write(item);
        await table.put(item);
      },
      putFact: async (item) => {
        write(item);
        await table.putFact(item);
      },
      putVersion: async (item, expected) => {
        write(item);
        return table.putVersion(item, expected);
      },
      extendExpiry: async (pk, sk, expiresAt) => {
        write(await table.get(pk, sk));
        await table.extendExpiry(pk, sk, expiresAt);
      },
      increment: async (pk, sk, attributes) => {
        write({ pk, sk, ...attributes, count: 1 });
        return table.increment(pk, sk, attributes);
      },
      due: (...given) => table.due(...given),
    },
    take: () => {
      const taken = meter;
      meter = nothing();
      return taken;
    },
  };
}

/** Strongly consistent, of all that was read together. */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4_096));
}

export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1_024));
}

/** The size of an item as DynamoDB counts it (Developer Guide, "DynamoDB item sizes and formats"). */
export function itemBytes(item: object): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value)) return value.reduce((sum, element) => sum + 1 + valueBytes(element), 3);
  return 3 + Object.keys(value).length + itemBytes(value);
}
