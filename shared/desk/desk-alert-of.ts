import type { ChartedEntry } from '../chart/change-entry.ts';
import type { ChartEntry } from '../chart/chart.ts';
import { alertRow, standingAnswer, type ToldAlert } from './alert-row.ts';
import { versionOf } from './answer-alert.ts';
import type { AuditEntry, Seen } from './audit-entry.ts';
import type { DeskAlert, RecordedCall } from './desk-alert.ts';
import type { DeskDependencies } from './desk-dependencies.ts';
import { alertRows } from './list-alerts.ts';
import type { PatientView } from './patient-view.ts';
import { sentResults } from './sent-result.ts';
import { trendOf } from './trend-of.ts';
import { type DeskUser, mayAct, mayAudit } from './user.ts';

/** Further alerts of the patient that are shown with one, the newest first. */
const MOST_OTHERS = 50;

/** What of an alert a user has before them. */
export function seenOf(entry: ChartEntry, { judgement }: ToldAlert): Seen {
  const { value, unit, correctedValue } = judgement;
  return {
    ...{ version: versionOf(entry), value, unit, grade: entry.grade, level: entry.level },
    ...(correctedValue !== undefined && { correctedValue }),
  };
}

/** One alert as a user sees it. */
export async function deskAlertOf(
  dependencies: DeskDependencies,
  user: DeskUser,
  alert: Pick<ChartedEntry, 'entry'> & { readonly told: ToldAlert; readonly view: PatientView },
  trail: readonly AuditEntry[],
): Promise<DeskAlert> {
  const { routing, clock } = dependencies;
  const { entry, told, view } = alert;
  const row = alertRow(entry, told, view, { routing, now: clock.now() });
  const results = view.input.facts.flatMap((fact) => fact.results);
  const answeredBy = nameOfAnswer(entry, trail);
  return {
    ...row,
    judgement: told.judgement,
    sent: sentResults(results, told.judgement),
    ...(entry.delivery.state === 'sent' && { sentAt: entry.delivery.sentAt }),
    version: versionOf(entry),
    trend: trendOf(view),
    others: await alertRows(dependencies, otherAlerts(entry, view)),
    audit: mayAudit(user) ? trail : [],
    calls: trail.filter(isCall),
    ...(answeredBy !== undefined && standingAnswer(entry, clock.now()) !== null && { answeredBy }),
    mayAct: mayAct(user, row.team),
  };
}

function otherAlerts({ id }: ChartEntry, { union }: PatientView): readonly ChartEntry[] {
  return union.alerts
    .filter((alert) => alert.id !== id)
    .sort((a, b) => b.raisedAt - a.raisedAt)
    .slice(0, MOST_OTHERS);
}

function isCall(entry: AuditEntry): entry is RecordedCall {
  return entry.action.did === 'called';
}

function nameOfAnswer({ acknowledgement }: ChartEntry, trail: readonly AuditEntry[]): string | undefined {
  return trail.find(({ by, at }) => by === acknowledgement?.by && at === acknowledgement.at)?.name;
}
