import type { ExplainedAlert } from '../../../shared/desk/explained-alert.ts';

/** What the pipeline would make of one message. `revealed` parts are there only where they were asked for. */
export type ExplainedMessage = {
  /** File, message counted from 1, byte. */
  readonly where: string;
  readonly feed: string;
  /** Whether the configuration names the feed. */
  readonly configured: boolean;
  readonly type: string;
  readonly controlId: string;
  readonly fate: { readonly is: string; readonly reason?: string; readonly why?: string };
  readonly patients: readonly ExplainedPatient[];
  readonly observations: readonly ExplainedObservation[];
  /** Draws that rest on this message. */
  readonly draws: readonly ExplainedDraw[];
  readonly raised: readonly WouldRaise[];
};

export type ExplainedPatient = {
  /** `missing`, `placeholder`: no identifier names a patient. */
  readonly named: 'identified' | 'missing' | 'placeholder';
  /** Absent where no registry is given. */
  readonly inRegistry?: boolean;
  /** By the registry or by diagnoses; of those that were judged. */
  readonly knownCancer?: boolean;
  readonly revealed?: { readonly authority: string; readonly id: string };
};

export type ExplainedObservation = {
  /** Counted from 1 over all OBX of the message. */
  readonly obx: number;
  readonly code: string;
  readonly name: string;
  readonly kept: boolean;
  /** What it stands for, or why it was not kept. */
  readonly as: string;
  readonly loinc?: string;
  readonly status?: string;
  readonly unit?: { readonly sent: string; readonly understood: string };
  readonly upperLimit?: { readonly value: string; readonly from: 'as sent' | 'default of the policy' };
  readonly flags: readonly string[];
  readonly revealed?: { readonly sent: string; readonly understood: string; readonly collectedAt: string };
};

export type ExplainedDraw = {
  readonly analyte: string;
  readonly level: string;
  readonly grade: number;
  readonly outcome: 'alerted' | 'suppressed' | 'none';
  readonly flags: readonly string[];
  readonly why: readonly string[];
};

export type WouldRaise = {
  readonly kind: string;
  readonly level: string;
  readonly grade: number;
  readonly rule: string;
  readonly team: string;
  readonly paging: ExplainedAlert['paging'];
};
