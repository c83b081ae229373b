import * as z from 'zod';
import { DAY_MS, type EpochMs, epochMs, plusMs } from '../../shared/clinical/instant.ts';
import type { AlertList } from '../../shared/desk/alert-list.ts';
import type { DeskService, ListCursor } from '../../shared/desk/desk-service.ts';
import { mayAudit, mayReport } from '../../shared/desk/user.ts';
import { alertIdSchema } from './alert-action.ts';
import { type Answer, page } from './answers.ts';
import { type DeskParts, viewOf } from './desk-parts.ts';
import { type DeskRequest, readFields } from './desk-request.ts';
import { renderAlertList } from './page/alert-list.ts';
import { renderListViews } from './page/list-views-page.ts';
import { renderAlert } from './page/render-alert.ts';
import { renderReport } from './page/report-page.ts';
import { RequestRefusedError } from './refusal.ts';
import type { Session } from './sign-in/sessions.ts';
import { answerSignedIn } from './signed-in.ts';

/** A place in a list as the service names it: opaque, and never long. */
export const cursorSchema = z
  .string()
  .max(500)
  .transform((text) => text as ListCursor);
export const teamIdSchema = z.string().max(40);

const listSchema = z.object({ team: teamIdSchema.exactOptional(), before: cursorSchema.exactOptional() });

/** Open alerts, the worklist, or all. */
export function listPage(parts: DeskParts, request: DeskRequest, which: AlertList): Promise<Answer> {
  return answerSignedIn(parts, request, async (session) => {
    const asked = readFields(listSchema, request.query);
    const alerts = await parts.service.listAlerts(session.user, { which, ...asked });
    const shown = { which, ...(asked.team !== undefined && { team: asked.team }) };
    return page(renderAlertList(alerts, shown, viewOf(parts, session)));
  });
}

/** One alert; whoever sees it is in its audit trail from then on. */
export function alertPage(parts: DeskParts, request: DeskRequest, asked: string): Promise<Answer> {
  return answerSignedIn(parts, request, async (session) => {
    const alert = await readAlert(parts.service, session, asked);
    return page(renderAlert(alert, viewOf(parts, session)));
  });
}

/** @throws RequestRefusedError `no-such-alert`, also where this user may not read it */
export async function readAlert(
  service: DeskService,
  { user }: Pick<Session, 'user'>,
  asked: string,
): Promise<NonNullable<Awaited<ReturnType<DeskService['alert']>>>> {
  const alertId = alertIdSchema.safeParse(asked);
  const alert = alertId.success ? await service.alert(user, alertId.data) : undefined;
  if (!alert) throw new RequestRefusedError('no-such-alert');
  return alert;
}

const DAYS_OF_A_REPORT = 30;
const LONGEST_REPORT_DAYS = 366;

const reportSchema = z.object({
  team: teamIdSchema.exactOptional(),
  from: z.iso.date().exactOptional(),
  to: z.iso.date().exactOptional(),
});

/** How a team answers its alerts; of the last days of the first team, where nothing else is asked for. */
export function reportPage(parts: DeskParts, request: DeskRequest): Promise<Answer> {
  return answerSignedIn(parts, request, async (session) => {
    if (!mayReport(session.user)) throw new RequestRefusedError('not-allowed');
    const view = viewOf(parts, session);
    const asked = readFields(reportSchema, request.query);
    const team = asked.team ?? view.teams[0]?.id ?? '';
    const report = await parts.service.report(session.user, team, periodOf(asked, view.now));
    return page(renderReport(report, view));
  });
}

/** Who was shown a team's lists; of the first team, where no other is asked for. */
export function auditPage(parts: DeskParts, request: DeskRequest): Promise<Answer> {
  return answerSignedIn(parts, request, async (session) => {
    if (!mayAudit(session.user)) throw new RequestRefusedError('not-allowed');
    const view = viewOf(parts, session);
    const { team = view.teams[0]?.id ?? '', ...query } = readFields(listSchema, request.query);
    const views = await parts.service.listViews(session.user, team, query);
    return page(renderListViews(views, team, view));
  });
}

/** Whole days (UTC), both included. */
export function periodOf(
  asked: { readonly from?: string; readonly to?: string },
  now: EpochMs,
): { readonly from: EpochMs; readonly to: EpochMs } {
  const startOf = (day: string) => epochMs(Date.parse(`${day}T00:00:00Z`));
  const lastDay = asked.to === undefined ? epochMs(now - (now % DAY_MS)) : startOf(asked.to);
  const to = plusMs(lastDay, DAY_MS);
  const from = asked.from === undefined ? plusMs(to, -DAYS_OF_A_REPORT * DAY_MS) : startOf(asked.from);
  if (from >= to || to - from > LONGEST_REPORT_DAYS * DAY_MS) {
    throw new RequestRefusedError('not-valid', ['from', 'to']);
  }
  return { from, to };
}
