import { type Routing, stepTitle, teamFor } from '../alerting/routing.ts';
import { isOpen } from '../chart/acknowledgement.ts';
import { detailedAlert } from '../chart/alert-details.ts';
import { alertItemKey } from '../chart/alert-item.ts';
import { shownDelivery } from '../chart/alert-listing.ts';
import type { ChartEntry } from '../chart/chart.ts';
import { type Escalation, nextDue, stepOf } from '../chart/escalation.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { DeskAlertRow } from './desk-alert.ts';
import type { DeskDependencies } from './desk-dependencies.ts';
import { episodeState, newerAlert, type PatientView } from './patient-view.ts';

/** What is told of an alert: its own item, beside its result. */
export type ToldAlert = ReturnType<typeof detailedAlert>;

export async function readTold(
  { table }: Pick<DeskDependencies, 'table'>,
  { id, where, details }: ChartEntry,
): Promise<ToldAlert> {
  return detailedAlert(await table.get(where, alertItemKey(id, details)));
}

/** The answer as it stands now: a snooze that is over is none. */
export function standingAnswer(
  { acknowledgement }: ChartEntry,
  now: EpochMs,
): DeskAlertRow['acknowledgement'] {
  return acknowledgement === undefined || isOpen(acknowledgement, now) ? null : acknowledgement;
}

/** Nobody is next where a notice has taken the alert back. */
function shownEscalation(
  escalation: Escalation | undefined,
  team: Routing['teams'][number] | undefined,
): DeskAlertRow['escalation'] {
  if (escalation === undefined || escalation.withdrawn) return null;
  const paged = stepTitle(team, escalation.contacts);
  const next = stepTitle(team, escalation.next[0]?.contacts ?? []);
  return {
    ...{ step: stepOf(escalation), of: escalation.of, nextAt: nextDue(escalation) ?? null },
    ...(paged !== undefined && { paged }),
    ...(next !== undefined && { next }),
  };
}

/** One alert as it is listed. */
export function alertRow(
  entry: ChartEntry,
  { patient, judgement }: ToldAlert,
  view: PatientView,
  { routing, now }: { readonly routing: Routing; readonly now: EpochMs },
): DeskAlertRow {
  const { id: alertId, level, kind, grade, rule, collectedAt, raisedAt, delivery } = entry;
  const { flags, value, unit, comparator, correctedValue, correctedUnit } = judgement;
  const newer = newerAlert(view, entry);
  const acknowledgement = standingAnswer(entry, now);
  const team = teamFor(entry.team, routing);
  const paging = routing.teams.find(({ id }) => id === team);
  return {
    ...{ alertId, level, kind, grade, rule, collectedAt, raisedAt, patient, flags, value, unit },
    team,
    ...(comparator !== '' && comparator !== '=' && { comparator }),
    correctedValue: correctedValue ?? null,
    ...(correctedUnit !== undefined && correctedUnit !== unit && { correctedUnit }),
    delivery: shownDelivery(delivery),
    acknowledgement,
    escalation: acknowledgement === null ? shownEscalation(entry.escalation, paging) : null,
    episode: episodeState(view, entry),
    ...(newer && { newer: newer.id }),
  };
}
