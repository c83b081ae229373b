import { mergeReceipts } from '../../shared/chart/fact-receipt.ts';
import type { Item, Table } from '../../shared/chart/table.ts';
import { wrongSteps } from './escalations.ts';

type Requests = {
  readonly [Name in keyof Table]: (...given: Parameters<Table[Name]>) => Awaited<ReturnType<Table[Name]>>;
};

/** A table in memory whose requests are carried out at once; who may wait and fail is decided around it. */
export type MemoryTable = {
  readonly requests: Requests;
  /** The same requests, for a reader to whom nothing happens. */
  readonly table: Table;
  readonly items: () => readonly Item[];
  /** The same as `due`, as it was some writes ago. */
  readonly dueBefore: (writesAgo: number, ...given: Parameters<Table['due']>) => readonly string[];
  /** The ids of alerts in the order in which charts first held them: the workers' clocks do not tell it. */
  readonly raised: ReadonlySet<string>;
  /** Faults of the callers that the table alone can see. */
  readonly violations: readonly string[];
};

type DueEntry = { readonly pk: string; readonly shard: unknown; readonly at: unknown };

export function createMemoryTable(): MemoryTable {
  const partitions = new Map<string, Map<string, Item>>();
  const written: DueEntry[] = [];
  const raised = new Set<string>();
  const violations: string[] = [];

  const partition = (pk: string) => {
    const found = partitions.get(pk) ?? new Map<string, Item>();
    partitions.set(pk, found);
    return found;
  };
  const get = (pk: string, sk: string) => partitions.get(pk)?.get(sk);
  const put = (item: Item) => {
    const before = get(item.pk, item.sk);
    if (item.sk === 'CHART') {
      if (versionOf(item) !== versionOf(before) + 1) violations.push('I8: a version did not rise by one');
      violations.push(...wrongSteps(before, item));
      for (const id of alertIds(item)) raised.add(id);
      written.push({ pk: item.pk, shard: item.dueShard, at: item.dueAt });
    }
    partition(item.pk).set(item.sk, item);
  };
  const dueBefore: MemoryTable['dueBefore'] = (writesAgo, shard, until, limit) => {
    const last = new Map(written.slice(0, written.length - writesAgo).map((entry) => [entry.pk, entry]));
    return [...last.values()]
      .flatMap(({ pk, shard: inShard, at }) =>
        inShard === shard && typeof at === 'number' && at <= until ? [{ pk, at }] : [],
      )
      .sort((a, b) => a.at - b.at)
      .slice(0, limit)
      .map(({ pk }) => pk);
  };

  const requests: Requests = {
    query: (pk, from, to) =>
      [...(partitions.get(pk)?.values() ?? [])]
        .filter(({ sk }) => from <= sk && sk <= to)
        .sort((a, b) => (a.sk < b.sk ? -1 : 1)),
    get,
    put,
    putFact: (item) => {
      const stored = get(item.pk, item.sk) as typeof item | undefined;
      if (stored === undefined) return put(item);
      const { expiresAt: _, ...fact } = stored;
      put({ ...fact, ...mergeReceipts(stored, item) });
    },
    putVersion: (item, expected) => {
      if (versionOf(get(item.pk, item.sk)) !== expected) return false;
      put(item);
      return true;
    },
    extendExpiry: (pk, sk, expiresAt) => {
      const stored = get(pk, sk);
      const before = stored?.expiresAt;
      if (stored !== undefined && typeof before === 'number' && before < expiresAt)
        put({ ...stored, expiresAt });
    },
    increment: (pk, sk, attributes) => {
      const before = get(pk, sk);
      const count = Number(before?.count ?? 0) + 1;
      put({ ...attributes, ...before, pk, sk, count });
      return count;
    },
    due: (...given) => dueBefore(0, ...given),
  };
  return {
    ...{ requests, table: answeredAtOnce(requests) },
    items: () => [...partitions.values()].flatMap((items) => [...items.values()]),
    ...{ dueBefore, raised, violations },
  };
}

function answeredAtOnce(requests: Requests): Table {
  const answered =
    <Name extends keyof Table>(name: Name) =>
    async (...given: Parameters<Table[Name]>): Promise<Awaited<ReturnType<Table[Name]>>> =>
      requests[name](...given);
  return {
    query: answered('query'),
    get: answered('get'),
    put: answered('put'),
    putFact: answered('putFact'),
    putVersion: answered('putVersion'),
    extendExpiry: answered('extendExpiry'),
    increment: answered('increment'),
    due: answered('due'),
  };
}

function versionOf(item: Item | undefined): number {
  return Number(item?.version ?? 0);
}

function alertIds({ alerts }: Item): readonly string[] {
  if (!Array.isArray(alerts)) return [];
  return alerts.map(({ id }: { readonly id?: unknown }) => String(id));
}
