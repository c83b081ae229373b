import { LISTED_PREFIX, listedItemSchema, teamPartition } from '../chart/alert-places.ts';
import { type EntryPlace, findEntry } from '../chart/change-entry.ts';
import type { ChartEntry } from '../chart/chart.ts';
import type { ChartRepository } from '../chart/chart-repository.ts';
import { parseItem } from '../chart/stored-item.ts';
import { levelRank } from '../clinical/level.ts';
import type { AlertList } from './alert-list.ts';
import { standingAnswer } from './alert-row.ts';
import type { DeskDependencies } from './desk-dependencies.ts';
import type { DeskTable } from './desk-table.ts';
import { onceEach } from './once-each.ts';

type Line = EntryPlace & { readonly sk: string; readonly details: string };

/** Some lines of teams' lists, the newest first, and where the next begin. */
type Window = { readonly lines: readonly Line[]; readonly next: string | undefined };

/** After every sort key of a list. */
export const NEWEST = `${LISTED_PREFIX}~`;

/** Of several lists of which some go on, the lines that are newer than where any of them was left. */
export async function readWindow(
  table: Pick<DeskTable, 'newest'>,
  teams: readonly string[],
  {
    from = LISTED_PREFIX,
    before,
    most,
  }: { readonly from?: string; readonly before: string; readonly most: number },
): Promise<Window> {
  const lists = await Promise.all(
    teams.map((team) => table.newest({ pk: teamPartition(team), from, before, limit: most })),
  );
  const lastOfFull = lists.flatMap((list) => (list.length < most ? [] : (list.at(-1)?.sk ?? [])));
  const [next] = lastOfFull.sort().reverse();
  const lines = lists
    .flat()
    .map((item) => parseItem(listedItemSchema, item, 'line of a list'))
    .map(({ sk, alertId: id, where, details }) => ({ sk, id, where, details }))
    .filter(({ sk }) => next === undefined || sk >= next)
    .sort((a, b) => (a.sk < b.sk ? 1 : -1));
  return { lines, next };
}

/** The alerts of these lines that stand in a chart, in the same order: what another attempt has put is none. */
export async function chartedAlerts(
  repository: ChartRepository,
  lines: readonly Line[],
): Promise<readonly ChartEntry[]> {
  const once = { ...repository, chart: onceEach(repository.chart) };
  const found = await Promise.all(lines.map((line) => findEntry(once, line)));
  return found.flatMap((charted, index) =>
    charted !== undefined && charted.entry.details === lines[index]?.details ? [charted.entry] : [],
  );
}

/** Those of a list, in the order in which they are shown. */
export function listed(
  entries: readonly ChartEntry[],
  which: AlertList,
  { clock }: Pick<DeskDependencies, 'clock'>,
): readonly ChartEntry[] {
  if (which === 'all') return entries;
  const now = clock.now();
  return entries
    .filter((entry) => standingAnswer(entry, now) === null)
    .filter(({ level }) => (level === 'worklist') === (which === 'worklist'))
    .sort((a, b) => levelRank(b.level) - levelRank(a.level) || b.raisedAt - a.raisedAt);
}
