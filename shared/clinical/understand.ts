import type { FeedUnderstanding } from './code-map.ts';
import type { Result } from './fact.ts';
import type { EpochMs } from './instant.ts';
import type { Policy } from './policy.ts';

/** What an OBX says, as text, with the times already read. Structurally the reader's Observation. */
export type ObservedText = {
  readonly codes: readonly { readonly code: string; readonly text: string; readonly system: string }[];
  readonly valueType: string;
  readonly values: readonly (readonly string[])[];
  readonly units: readonly { readonly code: string; readonly text: string; readonly system: string }[];
  readonly referenceRange: string;
  readonly abnormalFlags: readonly string[];
  readonly status: string;
  readonly orderStatus: string;
  readonly subId: string;
  readonly occurrence: number;
  readonly order: string;
  readonly specimen: string | undefined;
  readonly collected:
    | { readonly at: EpochMs; readonly from: 'OBX-14' | 'OBR-7' | 'SPM-17' | 'OBR-22' }
    | undefined;
  readonly reportedAt: EpochMs | undefined;
};

export type UnderstandingContext = {
  readonly feed: FeedUnderstanding;
  readonly policy: Policy;
  readonly receivedAt: EpochMs;
  /** MSH-7, else the receipt. */
  readonly sentAt: EpochMs;
};

/** Why a value was set aside; public codes, counted in `valuesQuarantined`. */
export type ValueQuarantineReason =
  | 'unit-missing'
  | 'unit-unknown'
  | 'unit-contradicts-code'
  | 'range-of-another-kind'
  | 'range-of-another-unit'
  | 'implausible'
  | 'unreadable'
  | 'decimal-comma'
  | 'below-bound-above-limit'
  | 'status-unknown'
  | 'no-collection-time';

/** The result carries everything but `key`, which the chart makes from `identity`. */
export type Understood =
  | { readonly is: 'result'; readonly result: Omit<Result, 'key'>; readonly identity: string }
  | { readonly is: 'not-watched' }
  | { readonly is: 'excluded'; readonly loinc: string }
  | { readonly is: 'ignored-status' }
  /** Looks like calcium and is not mapped: operations are told once a feed and code. */
  | { readonly is: 'unmapped-calcium'; readonly code: string }
  | { readonly is: 'value-quarantined'; readonly reason: ValueQuarantineReason; readonly loinc: string };

/** Pure and total: never throws on any text. */
export type Understand = (observed: ObservedText, context: UnderstandingContext) => Understood;
