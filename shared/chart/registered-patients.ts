import * as z from 'zod';
import { type EpochMs, epochMsSchema } from '../clinical/instant.ts';
import { teamPartition } from './alert-places.ts';
import { parseItem } from './stored-item.ts';
import type { Table } from './table.ts';

const SORT_KEY = 'REGISTERED';

const countSchema = z.object({ patients: z.int().nonnegative(), countedAt: epochMsSchema });

/** How many patients of a team are registered, and when they were counted. */
export type RegisteredPatients = z.infer<typeof countSchema>;

/** Remembers how many patients of a team are registered: those with a known cancer, each once. */
export function noteRegistered(
  table: Pick<Table, 'put'>,
  team: string,
  patients: number,
  countedAt: EpochMs,
): Promise<void> {
  return table.put({ pk: teamPartition(team), sk: SORT_KEY, patients, countedAt });
}

/** The last count; undefined where nobody has counted yet. */
export async function registeredPatients(
  table: Pick<Table, 'get'>,
  team: string,
): Promise<RegisteredPatients | undefined> {
  const item = await table.get(teamPartition(team), SORT_KEY);
  return item && parseItem(countSchema, item, 'count of registered patients');
}
