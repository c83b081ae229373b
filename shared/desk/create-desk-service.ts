import { alertById, type FoundAlert } from './alert-by-id.ts';
import { giveAnswer, plannedAction, versionOf } from './answer-alert.ts';
import type { AuditEntry } from './audit-entry.ts';
import { createAuditTrail } from './audit-trail.ts';
import type { DeskAlert } from './desk-alert.ts';
import { deskAlertOf, seenOf } from './desk-alert-of.ts';
import type { DeskDependencies } from './desk-dependencies.ts';
import { type DeskAction, DeskRefusedError, type DeskService } from './desk-service.ts';
import { listAlerts } from './list-alerts.ts';
import { placeOf } from './list-cursor.ts';
import { readPatient } from './patient-view.ts';
import { reportOf } from './report-of.ts';
import { type DeskUser, mayAct, mayAudit, mayRead, mayReport } from './user.ts';

type RefusedRequest = Extract<AuditEntry['action'], { did: 'refused' }>['what'];

/** The desk over the table and charts. */
export function createDeskService(dependencies: DeskDependencies): DeskService {
  const { table, clock, newToken } = dependencies;
  const trail = createAuditTrail(table, newToken);

  const find = (alertId: string) => alertById(dependencies, alertId);

  async function note(
    user: DeskUser,
    { entry, told }: FoundAlert,
    action: AuditEntry['action'],
    at = clock.now(),
  ): Promise<void> {
    const { id: by, name } = user;
    const seen = action.did === 'refused' ? {} : { seen: seenOf(entry, told) };
    await trail.append(entry.where, { alertId: entry.id, at, by, name, action, ...seen });
  }

  /** Who may not see an alert is not told that there is one. */
  async function refuse(user: DeskUser, alert: FoundAlert, what: RefusedRequest): Promise<DeskRefusedError> {
    await note(user, alert, { did: 'refused', what });
    return new DeskRefusedError(mayRead(user, alert.team) ? 'not-allowed' : 'no-such-alert');
  }

  async function shown(user: DeskUser, alert: FoundAlert): Promise<DeskAlert> {
    const { id, where } = alert.entry;
    const [view, entries] = await Promise.all([readPatient(dependencies, where), trail.of(where, id)]);
    return deskAlertOf(dependencies, user, { ...alert, view }, entries);
  }

  async function act(user: DeskUser, alert: FoundAlert, action: DeskAction, version: number): Promise<void> {
    const { entry } = alert;
    const at = clock.now();
    const view = await readPatient(dependencies, entry.where);
    const { told, answer } = plannedAction(action, { entry, view }, { by: user.id, at });
    if (answer === undefined) return note(user, alert, told, at);
    if (version !== versionOf(entry)) throw new DeskRefusedError('changed-meanwhile');
    await note(user, alert, told, at);
    await giveAnswer(dependencies, entry, answer).catch(async (error: unknown) => {
      if (error instanceof DeskRefusedError) await note(user, alert, { did: 'refused', what: 'act' });
      throw error;
    });
  }

  return {
    listAlerts: async (user, query) => {
      const page = await listAlerts(dependencies, user, query);
      const { id: by, name } = user;
      await trail.appendList({ at: clock.now(), by, name, which: query.which, alerts: page.alerts });
      return page;
    },
    alert: async (user, alertId) => {
      const found = await find(alertId);
      if (found === undefined) return undefined;
      if (!mayRead(user, found.team)) {
        await refuse(user, found, 'view');
        return undefined;
      }
      await note(user, found, { did: 'viewed' });
      return shown(user, found);
    },
    act: async (user, alertId, action, { version }) => {
      const found = await find(alertId);
      if (found === undefined) throw new DeskRefusedError('no-such-alert');
      if (!mayAct(user, found.team)) throw await refuse(user, found, 'act');
      await act(user, found, action, version);
      return shown(user, (await find(alertId)) ?? found);
    },
    audit: async (user, alertId) => {
      const found = await find(alertId);
      if (found === undefined) throw new DeskRefusedError('no-such-alert');
      if (!mayAudit(user)) throw await refuse(user, found, 'audit');
      return trail.of(found.entry.where, alertId);
    },
    listViews: async (user, team, { before }) => {
      if (!mayAudit(user)) throw new DeskRefusedError('not-allowed');
      return trail.listViews(team, before && placeOf(before)?.before);
    },
    report: async (user, team, period) => {
      if (!mayReport(user)) throw new DeskRefusedError('not-allowed');
      return reportOf(dependencies, team, period);
    },
  };
}
