import type { Operations } from './publisher.ts';

const MOST_REMEMBERED = 10_000;

/** Tells each (code, subject) once in the life of this process: for what comes with every message and needs no count. */
export function onceAProcess(operations: Operations): Operations {
  const told = new Set<string>();
  return {
    tell: async (notice) => {
      const key = JSON.stringify([notice.code, notice.subject]);
      if (told.has(key)) return;
      await operations.tell(notice);
      if (told.size < MOST_REMEMBERED) told.add(key);
    },
  };
}
