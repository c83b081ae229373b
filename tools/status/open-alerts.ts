import { isOpen } from '../../shared/chart/acknowledgement.ts';
import { shownDelivery } from '../../shared/chart/alert-listing.ts';
import type { ChartEntry } from '../../shared/chart/chart.ts';
import { type EpochMs, MINUTE_MS } from '../../shared/clinical/instant.ts';

import type { DeskDependencies } from '../../shared/desk/desk-dependencies.ts';
import { chartedAlerts, NEWEST, readWindow } from '../../shared/desk/team-list.ts';
import type { AlertsStatus } from './status.ts';

/** Of each team the newest alerts are looked at, so many. */
const LOOKED_AT = 400;
const OVERDUE_MS = 3 * MINUTE_MS;

/** The alerts that wait for somebody, or to be sent. */
export async function openAlerts(
  dependencies: Pick<DeskDependencies, 'table' | 'repository' | 'routing' | 'clock'>,
): Promise<AlertsStatus> {
  const { table, repository, routing, clock } = dependencies;
  const teams = routing.teams.map(({ id }) => id);
  const { lines } = await readWindow(table, teams, { before: NEWEST, most: LOOKED_AT });
  return alertsStatus(await chartedAlerts(repository, lines), clock.now());
}

export function alertsStatus(entries: readonly ChartEntry[], now: EpochMs): AlertsStatus {
  const waiting = entries.filter(({ acknowledgement }) => isOpen(acknowledgement, now));
  const count = (level: ChartEntry['level']) => waiting.filter((entry) => entry.level === level).length;
  const unsent = entries.filter(({ delivery }) => ['claimed', 'failed'].includes(shownDelivery(delivery)));
  return {
    open: { critical: count('critical'), urgent: count('urgent'), routine: count('routine') },
    worklist: count('worklist'),
    unsent: unsent.length,
    overdue: unsent.filter(({ raisedAt }) => now - raisedAt > OVERDUE_MS).length,
  };
}
