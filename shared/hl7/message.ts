import type { EpochMs } from '../clinical/instant.ts';
import type { PatientIdentifier } from './patient-identifier.ts';

/** One triplet of a coded element (CWE.1-3, 4-6, 10-12): code, text, coding system; all decoded. */
export type Coded = { readonly code: string; readonly text: string; readonly system: string };

/** One OBX with what its OBR, SPM and PID give it; decoded text, nothing judged yet. */
export type Observation = {
  /** OBX-3: every triplet that carries anything, in order. */
  readonly codes: readonly Coded[];
  /** OBX-2. */
  readonly valueType: string;
  /** OBX-5: repetitions, each split into components. */
  readonly values: readonly (readonly string[])[];
  /** OBX-6: every triplet that carries anything. */
  readonly units: readonly Coded[];
  /** OBX-7. */
  readonly referenceRange: string;
  /** OBX-8, every repetition. */
  readonly abnormalFlags: readonly string[];
  /** OBX-11. */
  readonly status: string;
  /** OBR-25. */
  readonly orderStatus: string;
  /** OBX-4. */
  readonly subId: string;
  /** 1 for the first OBX of this code (OBX-3 whole) within its OBR, 2 for the second … */
  readonly occurrence: number;
  /** OBR-3, else OBR-2, components joined with '^'. */
  readonly order: string;
  /** SPM-2, components joined with '^'. */
  readonly specimen: string | undefined;
  /** OBX-14, else OBR-7, else SPM-17, else OBR-22. */
  readonly collected:
    | { readonly at: EpochMs; readonly from: 'OBX-14' | 'OBR-7' | 'SPM-17' | 'OBR-22' }
    | undefined;
  /** OBR-22, else MSH-7. */
  readonly reportedAt: EpochMs | undefined;
  /** NTE-3 under this OBX. */
  readonly notes: readonly string[];
  /** 'OBX' position in the message, 1-based over all OBX, for quarantine reports. */
  readonly position: number;
};

/** DG1 or PRB, decoded. */
export type DiagnosisSegment = {
  readonly segment: 'DG1' | 'PRB';
  readonly codes: readonly Coded[];
  /** DG1-6; empty for PRB. */
  readonly type: string;
  /** DG1-21 or PRB-1. */
  readonly actionCode: string;
  /** DG1-20 or PRB-4, when sent. */
  readonly identifier: string;
  readonly diagnosedAt: EpochMs | undefined;
};

/** All that a message says of one patient. */
export type PatientGroup = {
  /** Chosen by the feed's preference from PID-3; undefined = no usable identifier. */
  readonly identifier: PatientIdentifier | undefined;
  /** Why there is no identifier: none was sent that names a patient, or only placeholders of the feed's list. */
  readonly identifierFault: 'missing' | 'placeholder' | undefined;
  /** PID-7 as YYYY-MM-DD when readable. */
  readonly birthDate: string | undefined;
  readonly observations: readonly Observation[];
  readonly diagnoses: readonly DiagnosisSegment[];
};

export type LinkEvent = {
  readonly action: 'merge' | 'unlink';
  readonly survivor: PatientIdentifier;
  readonly absorbed: PatientIdentifier;
};

export type ReadMessage = {
  /** MSH-9.1 and MSH-9.2. */
  readonly code: string;
  readonly event: string;
  /** MSH-10. */
  readonly controlId: string;
  /** MSH-3.1 and MSH-4.1. */
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  /** MSH-11.1. */
  readonly processingId: string;
  /** MSH-7. */
  readonly sentAt: EpochMs | undefined;
  readonly patients: readonly PatientGroup[];
  readonly links: readonly LinkEvent[];
  /** The character set had to be guessed (ISO-8859-1 after UTF-8 failed). */
  readonly charsetGuessed: boolean;
};
