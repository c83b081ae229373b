import { type Routing, teamFor } from '../../shared/alerting/routing.ts';
import { placeItems, placeKey } from '../../shared/chart/alert-places.ts';
import type { ChartEntry } from '../../shared/chart/chart.ts';
import type { Table } from '../../shared/chart/table.ts';

export type ListingParts = {
  readonly table: Pick<Table, 'get' | 'put'>;
  readonly routing: Routing;
};

/**
 * Puts into the lists of the desk what stands in a chart and in no list: alerts of before there were lists, or of which
 * a restored table lacks the lines. Returns how many. The place goes last, so that a crash between leaves it missing.
 */
export async function listAgain(
  entries: readonly ChartEntry[],
  { table, routing }: ListingParts,
): Promise<number> {
  let listed = 0;
  for (const entry of entries) {
    const { pk, sk } = placeKey(entry.id);
    if ((await table.get(pk, sk)) !== undefined) continue;
    const { raisedAt, details } = entry;
    const items = placeItems(entry, { raisedAt, details, team: teamFor(entry.team, routing) });
    for (const item of items) await table.put(item);
    listed += 1;
  }
  return listed;
}
