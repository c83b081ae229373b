import { LISTED_PREFIX } from '../chart/alert-places.ts';
import type { ChartEntry } from '../chart/chart.ts';
import { registeredPatients } from '../chart/registered-patients.ts';
import { type EpochMs, isoInstant } from '../clinical/instant.ts';
import { judge } from '../clinical/judge.ts';
import { LEVELS } from '../clinical/level.ts';
import type { DeskDependencies } from './desk-dependencies.ts';
import { type PatientView, readPatient } from './patient-view.ts';
import { chartedAlerts, readWindow } from './team-list.ts';
import type { TeamReport } from './team-report.ts';
import { timeToAnswer } from './time-to-answer.ts';

/** Lines of the team's list that one report counts. */
const MOST_ALERTS = 2_000;
/** Patients whose facts are read at once. */
const AT_ONCE = 20;

export type Period = { readonly from: EpochMs; readonly to: EpochMs };

/** What became of a team's alerts. Everybody alerted is judged anew, to count what was not alerted again. */
export async function reportOf(
  dependencies: DeskDependencies,
  team: string,
  period: Period,
): Promise<TeamReport> {
  const { table, repository, routing } = dependencies;
  const keyAt = (at: EpochMs) => `${LISTED_PREFIX}${isoInstant(at)}`;
  const window = { from: keyAt(period.from), before: keyAt(period.to), most: MOST_ALERTS };
  const { lines, next } = await readWindow(table, [team], window);
  const entries = await chartedAlerts(repository, lines);
  const alerts = entries.filter(({ kind }) => kind === 'alert');
  const patients = await patientsOf(dependencies, alerts);
  const registered = await registeredPatients(table, team);
  const { escalation } = routing.teams.find(({ id }) => id === team) ?? {};
  const ofKind = (wanted: ChartEntry['kind']) => entries.filter(({ kind }) => kind === wanted).length;
  return {
    ...{ team, ...period, alerts: alerts.length, patients: patients.length },
    levels: LEVELS.map((level) =>
      timeToAnswer(
        level,
        alerts.filter((alert) => alert.level === level),
        escalation,
      ),
    ),
    ...(registered && { registered }),
    ...(registered &&
      registered.patients > 0 && {
        alertsPer100Patients: ((alerts.length * 100) / registered.patients).toFixed(1),
      }),
    answered: alerts.filter(({ answers }) => answers !== undefined).length,
    actedOn: alerts.filter(isActedOn).length,
    suppressed: patients.map((view) => suppressedIn(view, period)).reduce((sum, count) => sum + count, 0),
    corrected: ofKind('correction'),
    retracted: ofKind('retraction'),
    truncated: next !== undefined,
  };
}

function isActedOn({ acknowledgement }: ChartEntry): boolean {
  return (
    acknowledgement?.state === 'acknowledged' &&
    (acknowledgement.reason === 'acting' || acknowledgement.reason === 'handed-over')
  );
}

/** Each patient once, under whatever identifiers the alerts were raised. */
async function patientsOf(
  dependencies: DeskDependencies,
  alerts: readonly ChartEntry[],
): Promise<readonly PatientView[]> {
  const places = [...new Set(alerts.map(({ where }) => where))];
  const patients = new Map<string, PatientView>();
  for (let first = 0; first < places.length; first += AT_ONCE) {
    const some = places.slice(first, first + AT_ONCE).map((where) => readPatient(dependencies, where));
    for (const view of await Promise.all(some)) patients.set(view.union.root.pk, view);
  }
  return [...patients.values()];
}

function suppressedIn({ input }: PatientView, { from, to }: Period): number {
  const { judgements } = judge(input);
  return judgements().filter(
    ({ outcome, collectedAt }) => outcome === 'suppressed' && collectedAt >= from && collectedAt < to,
  ).length;
}
