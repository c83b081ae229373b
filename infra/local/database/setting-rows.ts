import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** What the data folder remembers of its own making, by name. */
export function createSettingRows(db: DatabaseSync) {
  const read = db.prepare('SELECT value FROM settings WHERE name = ?');
  const write = db.prepare(
    'INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const rowSchema = z.object({ value: z.string() }).optional();
  return {
    setting: (name: string): string | undefined => rowSchema.parse(read.get(name))?.value,
    remember: ({ name, value }: { readonly name: string; readonly value: string }): void => {
      write.run(name, value);
    },
  };
}
