import * as z from 'zod';
import { type EpochMs, isoInstant } from '../clinical/instant.ts';
import type { NewAlert } from './raise.ts';
import type { Item } from './table.ts';

/** Where the alerts of a team are listed: the partition of its list. */
export function teamPartition(team: string): string {
  return `TEAM#${team}`;
}

/** Sort keys of a team's list, in the order of raising. */
export const LISTED_PREFIX = 'RAISED#';

/** Where it is said in which partition an alert lies. */
export function placeKey(alertId: string): Pick<Item, 'pk' | 'sk'> {
  return { pk: `PLACE#${alertId}`, sk: 'PLACE' };
}

export const placedItemSchema = z.object({ alertId: z.string(), where: z.string() });

/** One line of a team's list. Without a chart entry of the same details it is no alert. */
export const listedItemSchema = placedItemSchema.extend({ sk: z.string(), details: z.string() });

/** What is put with an alert before the chart that names it is written: so it is found by its team and by its id. */
export function placeItems(
  { id: alertId, where }: Pick<NewAlert, 'id' | 'where'>,
  more: { readonly team: string; readonly raisedAt: EpochMs; readonly details: string },
): readonly Item[] {
  const { team, raisedAt, details } = more;
  const sk = `${LISTED_PREFIX}${isoInstant(raisedAt)}#${alertId}`;
  return [
    { pk: teamPartition(team), sk, alertId, where, details },
    { ...placeKey(alertId), alertId, where },
  ];
}
