import type { FactReceipt } from './fact-receipt.ts';

/** An item of the one table: `pk` and `sk`, the rest as its schema says. */
export type Item = { readonly pk: string; readonly sk: string; readonly [attribute: string]: unknown };

/**
 * The few requests this project makes of DynamoDB, each atomic on one item. Every method may reject although the
 * request was carried out (reply lost): callers resolve that by keys and versions, never by guessing.
 */
export type Table = {
  /** Strongly consistent; every item with from ≤ sk ≤ to in ascending order of sk, paging done. */
  readonly query: (pk: string, from: string, to: string) => Promise<readonly Item[]>;
  /** Strongly consistent. */
  readonly get: (pk: string, sk: string) => Promise<Item | undefined>;
  readonly put: (item: Item) => Promise<void>;
  /**
   * Puts a fact; where one with this key is stored already, that one keeps the earlier `receivedAt`, the live `origin`,
   * the later `readAt` and the later `expiresAt` of the two (none = never): the order of two receipts does not matter.
   */
  readonly putFact: (item: Item & FactReceipt) => Promise<void>;
  /** Puts when the stored `version` is `expected` (0 = no such item); false when it is not. */
  readonly putVersion: (item: Item & { readonly version: number }, expected: number) => Promise<boolean>;
  /** Sets `expiresAt` where the item still exists and expires earlier. */
  readonly extendExpiry: (pk: string, sk: string, expiresAtSeconds: number) => Promise<void>;
  /** Adds 1 to the item's `count` and returns the new count, creating the item with `attributes`. */
  readonly increment: (
    pk: string,
    sk: string,
    attributes: Readonly<Record<string, string | number>>,
  ) => Promise<number>;
  /** Partition keys of charts with `dueAt` ≤ `until` in that shard, from the sparse index; may be stale. */
  readonly due: (shard: number, until: number, limit: number) => Promise<readonly string[]>;
};
