import { type LevelClass, requireAsDynalite } from './mend-level.ts';

type Operation =
  | { readonly type: 'put'; readonly key: unknown; readonly value: unknown }
  | { readonly type: 'del'; readonly key: unknown };

type Ignored = () => void;
type IndexDb = {
  readonly put: (key: unknown, value: unknown, done: Ignored) => void;
  readonly del: (key: unknown, done: Ignored) => void;
};
type IndexType = 'Local' | 'Global';
type TableRow = { readonly TableName: string } & Readonly<
  Partial<Record<`${IndexType}SecondaryIndexes`, readonly object[]>>
>;
type IndexActions = Readonly<
  Record<
    'puts' | 'deletes',
    readonly { readonly index: string; readonly key: unknown; readonly item?: unknown }[]
  >
>;
type Store = {
  readonly getIndexDb: (type: IndexType, table: string, index: string) => IndexDb;
};
type DynaliteDb = {
  readonly getIndexActions: (indexes: readonly object[], ...rest: readonly unknown[]) => IndexActions;
  updateIndexes: (store: Store, table: TableRow, before: unknown, after: unknown, done: Ignored) => void;
};

/**
 * dynalite takes an item's old entry out of an index, puts the new one, then writes the item. Killed in between it
 * would leave a chart with something to send that the sweep never finds: here the three are one write of the store.
 */
export function writeItemsWithIndexes({ prototype }: LevelClass): void {
  const { _put: put, _del: del, _batch: batch } = prototype;
  let collecting = false;
  let collected: Operation[] = [];

  function write(store: unknown, own: Operation, options: unknown, alone: () => unknown): unknown {
    if (collecting) {
      collected.push(own);
      return Promise.resolve();
    }
    if (collected.length === 0) return alone();
    const operations = [...collected, own];
    collected = [];
    return batch.call(store, operations, options);
  }

  prototype._put = function (key, value, options) {
    return write(this, { type: 'put', key, value }, options, () => put.call(this, key, value, options));
  };
  prototype._del = function (key, options) {
    return write(this, { type: 'del', key }, options, () => del.call(this, key, options));
  };

  const db: DynaliteDb = requireAsDynalite('./db');
  db.updateIndexes = (store, table, before, after, writeItem) => {
    collecting = true;
    changeIndexes(db, store, table, before, after);
    collecting = false;
    writeItem();
    if (collected.length > 0) throw new Error('an item was not written with its index');
  };
}

/** Asks the store for every change of an index that this change of an item brings. */
function changeIndexes(db: DynaliteDb, store: Store, table: TableRow, before: unknown, after: unknown): void {
  for (const type of ['Local', 'Global'] as const) {
    const indexes = table[`${type}SecondaryIndexes`] ?? [];
    const { puts, deletes } = db.getIndexActions(indexes, before, after, table);
    const dbOf = (index: string) => store.getIndexDb(type, table.TableName, index);
    for (const { index, key } of deletes) dbOf(index).del(key, ignore);
    for (const { index, key, item } of puts) dbOf(index).put(key, item, ignore);
  }
}

const ignore: Ignored = () => {};

/**
 * dynalite writes a new table as being created, and again as created. Killed in between it would refuse everything
 * asked of that table for ever: here it is created at once.
 */
export function createTablesAtOnce({ prototype }: LevelClass): void {
  const { _put: put } = prototype;
  prototype._put = function (key, value, options) {
    const whole = String(key).startsWith('table~')
      ? String(value).replaceAll('"CREATING"', '"ACTIVE"')
      : value;
    return put.call(this, key, whole, options);
  };
}
