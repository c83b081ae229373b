import type { AcknowledgeReason } from '../chart/acknowledgement.ts';
import type { EpochMs } from '../clinical/instant.ts';
import { CalciumAlertsError } from '../runtime/errors.ts';
import type { AlertList } from './alert-list.ts';
import type { AuditEntry, CallOutcome, ListView } from './audit-entry.ts';
import type { DeskAlert, DeskAlertRow } from './desk-alert.ts';
import type { TeamReport } from './team-report.ts';
import type { DeskUser } from './user.ts';

/** What a user does about an alert. Notes are free text of 2,000 characters at most, kept in the audit trail alone. */
export type DeskAction =
  | {
      readonly do: 'acknowledge';
      readonly reason: AcknowledgeReason;
      readonly handedOverTo?: string;
      readonly note?: string;
    }
  | { readonly do: 'snooze'; readonly until: EpochMs | 'next-result'; readonly note: string }
  | { readonly do: 'reopen'; readonly note?: string }
  | {
      readonly do: 'record-call';
      readonly reached: CallOutcome;
      readonly whom: string;
      readonly note?: string;
    };

/** Where a list goes on. Opaque. */
export type ListCursor = string & { readonly __unit: 'ListCursor' };

export type ListQuery = {
  /** One of the user's; all the user's, canaries aside, when left out. */
  readonly team?: string;
  readonly which: AlertList;
  readonly before?: ListCursor;
  /** 1 to 100. */
  readonly limit?: number;
};

/** Looks at a team's list, the newest first. */
export type ListViewPage = { readonly views: readonly ListView[]; readonly next?: ListCursor };

export type AlertPage = { readonly alerts: readonly DeskAlertRow[]; readonly next?: ListCursor };

/** Why the desk does not do what is asked. */
export type DeskRefusal =
  /** Somebody else has changed the alert since it was seen: look again. */
  | 'changed-meanwhile'
  | 'not-allowed'
  | 'no-such-alert'
  /** Nothing to reopen, a snooze into the past or for too long. */
  | 'not-possible';

/** What is asked of the desk cannot be done; the reason says why. */
export class DeskRefusedError extends CalciumAlertsError {
  static override readonly name: string = 'DeskRefusedError';
  readonly code = 'DESK_REFUSED';
  readonly errorClass = 'permanent';
  readonly reason: DeskRefusal;

  constructor(reason: DeskRefusal) {
    super(`the desk refused: ${reason}`);
    this.reason = reason;
  }
}

/** The desk: what signed-in users see and do. Reads are strongly consistent; refusals are DeskRefusedError. */
export type DeskService = {
  /** Most urgent first, of equals the newest; `all` newest first. Audited as seen. Refuses (`not-allowed`) a team that is not the user's. */
  readonly listAlerts: (user: DeskUser, query: ListQuery) => Promise<AlertPage>;
  /** Audited as viewed. Undefined where there is no such alert or the user may not see it (audited as refused). */
  readonly alert: (user: DeskUser, alertId: string) => Promise<DeskAlert | undefined>;
  /** Does it on condition that the answer is still the one that was `seen`, calls aside; audited first. */
  readonly act: (
    user: DeskUser,
    alertId: string,
    action: DeskAction,
    seen: { readonly version: number },
  ) => Promise<DeskAlert>;
  /** Oldest first. For auditors. */
  readonly audit: (user: DeskUser, alertId: string) => Promise<readonly AuditEntry[]>;
  /** Who was shown which alerts of a team's list. For auditors. */
  readonly listViews: (
    user: DeskUser,
    team: string,
    query: { readonly before?: ListCursor },
  ) => Promise<ListViewPage>;
  /** Of alerts raised from `from` up to, not including, `to`. For coordinators and auditors. */
  readonly report: (
    user: DeskUser,
    team: string,
    period: { readonly from: EpochMs; readonly to: EpochMs },
  ) => Promise<TeamReport>;
};
