import type { ChartEntry } from '../chart/chart.ts';
import { isCanary } from '../runtime/config.ts';
import { alertRow, readTold } from './alert-row.ts';
import type { DeskAlertRow } from './desk-alert.ts';
import type { DeskDependencies } from './desk-dependencies.ts';
import { type AlertPage, DeskRefusedError, type ListQuery } from './desk-service.ts';
import { cursorOf, placeOf } from './list-cursor.ts';
import { onceEach } from './once-each.ts';
import { readPatient } from './patient-view.ts';
import { chartedAlerts, listed, NEWEST, readWindow } from './team-list.ts';
import { type DeskUser, mayRead } from './user.ts';

const USUAL_LIMIT = 50;
const MOST_LIMIT = 100;

/** Lines of each team's list that are looked at for one page of what awaits an answer. */
const LOOKED_AT = 400;

/** One page of a list of alerts. */
export async function listAlerts(
  dependencies: DeskDependencies,
  user: DeskUser,
  query: ListQuery,
): Promise<AlertPage> {
  const { table, repository } = dependencies;
  const limit = Math.min(Math.max(query.limit ?? USUAL_LIMIT, 1), MOST_LIMIT);
  const { before, skip } = (query.before && placeOf(query.before)) || { before: NEWEST, skip: 0 };
  const most = query.which === 'all' ? limit + 1 : LOOKED_AT;
  const { lines, next } = await readWindow(table, teamsAsked(dependencies, user, query), { before, most });
  const all = listed(await chartedAlerts(repository, lines), query.which, dependencies);
  const shown = all.slice(skip, skip + limit);
  const alerts = await alertRows(dependencies, shown);
  if (all.length > skip + limit) return { alerts, next: cursorOf({ before, skip: skip + limit }) };
  return next === undefined ? { alerts } : { alerts, next: cursorOf({ before: next, skip: 0 }) };
}

function teamsAsked({ routing }: DeskDependencies, user: DeskUser, { team }: ListQuery): readonly string[] {
  if (team !== undefined) {
    if (!mayRead(user, team)) throw new DeskRefusedError('not-allowed');
    return [team];
  }
  const known = new Set([...routing.teams.map(({ id }) => id), ...user.teams]);
  return [...known].filter((id) => !isCanary(id) && mayRead(user, id));
}

/** Each patient is read once. */
export async function alertRows(
  dependencies: DeskDependencies,
  entries: readonly ChartEntry[],
): Promise<readonly DeskAlertRow[]> {
  const { routing, clock } = dependencies;
  const viewOf = onceEach((where) => readPatient(dependencies, where));
  return Promise.all(
    entries.map(async (entry) => {
      const [told, view] = await Promise.all([readTold(dependencies, entry), viewOf(entry.where)]);
      return alertRow(entry, told, view, { routing, now: clock.now() });
    }),
  );
}
