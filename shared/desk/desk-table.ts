import type { Item, Table } from '../chart/table.ts';

/** What of a partition is asked for: from ≤ sk < before, at most `limit` items. */
export type NewestQuery = {
  readonly pk: string;
  readonly from: string;
  readonly before: string;
  readonly limit: number;
};

/** What the desk asks of the one table beside the charts. */
export type DeskTable = Pick<Table, 'get' | 'put' | 'query'> & {
  /** Strongly consistent; in descending order of sk. */
  readonly newest: (query: NewestQuery) => Promise<readonly Item[]>;
};
