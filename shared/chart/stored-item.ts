import * as z from 'zod';
import { StoredItemError } from '../runtime/errors.ts';

/** What every item has. */
export const itemSchema = z.looseObject({ pk: z.string(), sk: z.string() });

/** What Query and Scan answer with. */
export const pageSchema = z.object({ Items: z.array(itemSchema) });

/** The item as its schema says. Throws StoredItemError, which names paths and codes, never what the item holds. */
export function parseItem<S extends z.ZodType>(schema: S, item: unknown, kind: string): z.infer<S> {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, code }) => `${path.join('.')} (${code})`);
  throw new StoredItemError(`stored ${kind} is not as its schema says: ${faults.join(', ')}`);
}
