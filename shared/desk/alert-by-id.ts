import { teamFor } from '../alerting/routing.ts';
import { placedItemSchema, placeKey } from '../chart/alert-places.ts';
import { findEntry } from '../chart/change-entry.ts';
import type { ChartEntry } from '../chart/chart.ts';
import { parseItem } from '../chart/stored-item.ts';
import { readTold, type ToldAlert } from './alert-row.ts';
import type { DeskDependencies } from './desk-dependencies.ts';

/** An alert that stands in a chart, with what is told of it. */
export type FoundAlert = { readonly entry: ChartEntry; readonly team: string; readonly told: ToldAlert };

/** The alert of this id, wherever it lies; undefined where none stands in a chart. */
export async function alertById(
  dependencies: Pick<DeskDependencies, 'table' | 'repository' | 'routing'>,
  alertId: string,
): Promise<FoundAlert | undefined> {
  const { table, repository, routing } = dependencies;
  const { pk, sk } = placeKey(alertId);
  const item = await table.get(pk, sk);
  if (item === undefined) return undefined;
  const { where } = parseItem(placedItemSchema, item, 'place of an alert');
  const found = await findEntry(repository, { id: alertId, where });
  if (found === undefined) return undefined;
  const { entry } = found;
  return { entry, team: teamFor(entry.team, routing), told: await readTold(dependencies, entry) };
}
