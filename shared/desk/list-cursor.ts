import * as z from 'zod';
import type { ListCursor } from './desk-service.ts';

const placeSchema = z.strictObject({ before: z.string(), skip: z.int().nonnegative() });
/** Where a list goes on: this many alerts further, of those raised before. */
export type ListPlace = z.infer<typeof placeSchema>;

export function cursorOf(place: ListPlace): ListCursor {
  return Buffer.from(JSON.stringify(place)).toString('base64url') as ListCursor;
}

/** Undefined for what is no cursor: it may have come from outside. */
export function placeOf(cursor: string): ListPlace | undefined {
  try {
    const parsed = placeSchema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return parsed.data;
  } catch {
    return undefined;
  }
}
