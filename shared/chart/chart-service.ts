import type { PatientFact } from '../clinical/fact.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { LinkEvent } from '../hl7/message.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';

/** The partition of one patient identifier: `P#` and a keyed hash; safe in keys, logs and metrics. */
export type PatientKey = string & { readonly __unit: 'PatientKey' };

/** What the functions ask of the charts. Errors are transient unless they say otherwise. */
export type ChartService = {
  /**
   * Puts a fact if absent; `identity` says which message it is of, a hash of its content is added.
   * @throws UnprocessableMessageError (fact-too-large) for what no item can hold.
   */
  readonly record: (patient: PatientIdentifier, identity: string, fact: PatientFact) => Promise<PatientKey>;
  /**
   * Merges or unlinks two patients, as if the messages had come in the order in which they were sent, and judges every
   * patient concerned. Returns the survivor's key.
   */
  readonly link: (event: LinkEvent, sentAt: EpochMs) => Promise<PatientKey>;
  /**
   * Reads the chart and facts, judges, raises what is new in one conditional write, publishes what it claimed; again
   * after a lost race, and until a read after the last write adds nothing. Then the message is done: an unfinished
   * delivery is the sweep's.
   */
  readonly judge: (patient: PatientKey) => Promise<JudgeOutcome>;
};

export type JudgeOutcome = {
  readonly raised: number;
  /** How many of what was raised, now or by an attempt before, were handed over to their teams. */
  readonly paged: number;
  readonly registered: boolean;
  /** The registry names this set for the patient, and the configuration has none of that name. */
  readonly unknownPolicySet?: string;
};

/** Does all that is due once: every unsent alert whose claim has run out. One bad chart never stops it. */
export type Sweep = () => Promise<{
  readonly delivered: number;
  readonly failed: number;
  readonly charts: number;
}>;
