import type { Acknowledgement } from '../chart/acknowledgement.ts';
import type { AlertDetails } from '../chart/alert-details.ts';
import type { ShownDelivery } from '../chart/alert-listing.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { Grade, Level } from '../clinical/level.ts';
import type { AlertKind, RuleId } from '../clinical/verdict.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { SentResult } from './sent-result.ts';
import type { Trend } from './trend.ts';

/**
 * Which step of how many was paged last, and when the next one is, or, after the last, operations are told; nextAt null = the
 * alert is unanswered: they have been told.
 */
export type ShownEscalation = {
  readonly step: number;
  readonly of: number;
  readonly nextAt: EpochMs | null;
  /** What the team calls the step that was paged last, and the next one, as far as it still has them. */
  readonly paged?: string;
  readonly next?: string;
};

/** One alert in a list. Values are exact decimals as text. */
export type DeskAlertRow = {
  readonly alertId: string;
  readonly team: string;
  readonly patient: PatientIdentifier;
  readonly level: Level;
  readonly kind: AlertKind;
  readonly grade: Grade;
  readonly flags: readonly string[];
  readonly rule: RuleId;
  readonly value: string;
  readonly unit: string;
  /** Of the value, where it is only a bound: '>', '>=', '<', '<='. */
  readonly comparator?: string;
  readonly correctedValue: string | null;
  /** Of the corrected value, where it is not the value's own: an ionized value is graded, the corrected one shown beside. */
  readonly correctedUnit?: string;
  readonly collectedAt: EpochMs;
  readonly raisedAt: EpochMs;
  readonly delivery: ShownDelivery;
  /** null = open. A snooze that is over is open. */
  readonly acknowledgement: Acknowledgement | null;
  /** null where nobody comes after the first to be paged, or nothing awaits an answer. */
  readonly escalation: ShownEscalation | null;
  /** Whether the episode of the patient in which it lies still runs. */
  readonly episode: 'running' | 'closed';
  /** The newest alert of the same patient raised after this one. */
  readonly newer?: string;
};

/** A telephone call about an alert, with the value that was told. */
export type RecordedCall = AuditEntry & { readonly action: Extract<AuditEntry['action'], { did: 'called' }> };

/** One alert with all that its reader may see. */
export type DeskAlert = DeskAlertRow & {
  readonly judgement: AlertDetails['judgement'];
  /** The results behind the values that the judgement shows, as their laboratories sent them; not those that have expired. */
  readonly sent?: readonly SentResult[];
  /** When its page was handed over. */
  readonly sentAt?: EpochMs;
  /** Rises with every answer: what is done about it is done on condition of this. */
  readonly version: number;
  readonly trend: Trend;
  /** Further alerts of the same patient, the newest first. */
  readonly others: readonly DeskAlertRow[];
  /** Oldest first; empty for who may not see it. */
  readonly audit: readonly AuditEntry[];
  readonly calls: readonly RecordedCall[];
  /** The name of whoever gave the answer that stands, from the audit trail. */
  readonly answeredBy?: string;
  /** What the user may do about it. */
  readonly mayAct: boolean;
};
