import type { PatientFact } from './fact.ts';
import type { Flag } from './flag.ts';
import type { EpochMs } from './instant.ts';
import type { Grade, Level } from './level.ts';
import type { Policy } from './policy.ts';

export type AlertKind = 'alert' | 'correction' | 'retraction';

/** Which rule made it an alert (docs/clinical.md). Notices carry the rule of the alert they are about. */
export type RuleId =
  | 'R2'
  | 'R3'
  | 'R6'
  | 'R7'
  | 'R8'
  | 'R9'
  | 'R13'
  | 'LAB_CRITICAL'
  | 'PROVISIONAL'
  | 'DISCORDANT'
  | 'ALBUMIN_HIGH';

/** A stored fact with the partition and key it lies under; both opaque to the judge. */
export type ChartedFact = PatientFact & {
  readonly where: string;
  readonly factKey: string;
  /**
   * When a merge made one patient of the partition it lies under and each other one of this chart. What one partition says
   * of cancer counts for the results of another from then on, not before. Absent where nothing was merged.
   */
  readonly joinedAt?: ReadonlyMap<string, EpochMs>;
};

/** An alert as the chart remembers it: enough to judge by, no patient data. */
export type ChartedAlert = {
  readonly id: string;
  readonly kind: AlertKind;
  readonly level: Level;
  readonly grade: Grade;
  readonly rule: RuleId;
  /** `Result.key` of the grading value. */
  readonly resultKey: string;
  /** How many notices that result had had when this was raised. */
  readonly n: number;
  /** A notice: the alert it withdraws or lowers. */
  readonly about?: string;
  /** A lowering correction: the level that now counts as alerted; absent when nothing stands any more. */
  readonly standingLevel?: Level;
  readonly standingGrade?: Grade;
  readonly collectedAt: EpochMs;
  readonly raisedAt: EpochMs;
  /**
   * Alert: other draws judged together with this one; they count as alerted at their own level. Notice: other
   * results of the same draw that were alerted and are lowered with it.
   */
  readonly also: readonly {
    readonly resultKey: string;
    readonly level: Level;
    readonly grade: Grade;
    readonly collectedAt: EpochMs;
    /** How many notices that result had had when this was raised; the alert's own `n` when left out. */
    readonly n?: number;
  }[];
};

/** One step of reasoning as data; `renderExplanation` turns it into a sentence. */
export type Reason = {
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
};

/** A context result shown with the alert: the last one, its age, and the one before it. */
export type ContextResult = {
  readonly analyte: string;
  readonly value: string;
  readonly unit: string;
  readonly collectedAt: EpochMs;
  readonly previous?: { readonly value: string; readonly unit: string; readonly collectedAt: EpochMs };
  readonly rising: boolean;
};

/** What the judge says of one draw, alerted or not. */
export type DrawJudgement = {
  readonly resultKey: string;
  readonly where: string;
  readonly restsOn: readonly string[];
  readonly collectedAt: EpochMs;
  readonly analyte: string;
  /** The grading value's own number as understood, e.g. '12.8', and its unit. */
  readonly value: string;
  readonly unit: string;
  readonly comparator: string;
  /** The Payne-corrected value when that was graded or could be computed. */
  readonly correctedValue?: string;
  /** Its unit: not the value's where an ionized value is shown beside it. */
  readonly correctedUnit?: string;
  readonly upperLimit: string;
  readonly grade: Grade;
  readonly level: Level | 'none';
  readonly flags: readonly Flag[];
  readonly outcome: 'alerted' | 'suppressed' | 'none';
  readonly reasons: readonly Reason[];
};

/** An alert the judge wants raised; the chart gives it its id. */
export type RaisedAlert = DrawJudgement & {
  readonly kind: AlertKind;
  readonly alertLevel: Level;
  readonly rule: RuleId;
  readonly n: number;
  readonly about?: string;
  readonly standingLevel?: Level;
  readonly standingGrade?: Grade;
  readonly also: ChartedAlert['also'];
  readonly team: string | undefined;
  readonly patient: { readonly authority: string; readonly id: string };
  readonly context: readonly ContextResult[];
  readonly cancer: {
    /** `none`: a notice after the last thing known of cancer was removed. */
    readonly class: 'active' | 'uncertain' | 'history' | 'none';
    readonly bone: boolean;
    readonly codes: readonly string[];
  };
  readonly policyVersion: string;
};

export type JudgeInput = {
  readonly facts: readonly ChartedFact[];
  readonly alerted: readonly ChartedAlert[];
  readonly policy: Policy;
  readonly now: EpochMs;
};

export type Verdict = {
  readonly raised: readonly RaisedAlert[];
  /** What is said of every draw, earliest first; worked out when it is asked for. */
  readonly judgements: () => readonly DrawJudgement[];
  /** Whether any registration or cancer diagnosis makes this patient one of ours. */
  readonly registered: boolean;
};

/** Pure and total: never throws on any facts. */
export type Judge = (input: JudgeInput) => Verdict;
