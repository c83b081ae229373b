import { createRequire } from 'node:module';

type Method = (this: unknown, ...given: unknown[]) => unknown;
export type LevelClass = {
  readonly prototype: Record<'_put' | '_del' | '_batch' | 'values' | 'keys', Method>;
};
type ClosableIterator = { return?: () => Promise<void>; readonly close: () => Promise<void> };

/** The store as dynalite has it, which need not be the one that others have. */
export function levelOfDynalite(): LevelClass {
  const { Level }: { Level: LevelClass } = requireAsDynalite('level');
  return Level;
}

/** What dynalite itself would get. */
export function requireAsDynalite(name: string) {
  const asWeDo = createRequire(import.meta.url);
  return createRequire(asWeDo.resolve('dynalite'))(name);
}

/** dynalite leaves its writes to the operating system's cache; a fact must be on the disk before its message is done. */
export function syncEveryWrite({ prototype }: LevelClass): void {
  for (const name of ['_put', '_del', '_batch'] as const) {
    const write = prototype[name];
    prototype[name] = function (...given) {
      const options = given.pop();
      return write.call(this, ...given, { ...(options as object), sync: true });
    };
  }
}

/**
 * dynalite ends an iterator by `return`, which this store calls `close`: each query would keep its view of the store,
 * and the memory and the files that belong to it, until the process ends.
 */
export function closeEveryIterator({ prototype }: LevelClass): void {
  for (const name of ['values', 'keys'] as const) {
    const iterate = prototype[name];
    prototype[name] = function (...given) {
      const iterator = iterate.apply(this, given) as ClosableIterator;
      iterator.return = () => iterator.close();
      return iterator;
    };
  }
}
