import type { LinkEvent } from '../../../shared/hl7/message.ts';
import type { PatientIdentifier } from '../../../shared/hl7/patient-identifier.ts';

/** Messages of one file, to be read together. */
export type Batch = {
  readonly path: string;
  /** The file's place among the files, from 0. */
  readonly file: number;
  /** What stands for MSH-7 where a message has none: when the file was last written. */
  readonly writtenAt: number;
  /** All messages, one after the other. */
  readonly bytes: Uint8Array;
  /** Of each message its length, its place in the file, and its offset there. */
  readonly messages: readonly { readonly length: number; readonly index: number; readonly offset: number }[];
};

/** Where a message stands among all: what came later in the files has a greater one. */
export type Sequence = number;

const MOST_MESSAGES_OF_A_FILE = 2 ** 32;

export function sequenceOf(file: number, index: number): Sequence {
  return file * MOST_MESSAGES_OF_A_FILE + index;
}

/** All that one message brings for one patient, as it is kept until it is judged. Patient data. */
export type KeptFact = {
  /** By which of the readings it was understood. */
  readonly reading: number;
  readonly patient: PatientIdentifier;
  readonly at: number;
  readonly sequence: Sequence;
  readonly identity: string;
  /** A `PatientFact` as JSON: a tenth of the memory that the object takes. */
  readonly fact: string;
};

/** A merge or an unlink. Patient data. */
export type KeptLink = {
  readonly event: LinkEvent;
  readonly sentAt: number;
  readonly at: number;
  readonly sequence: Sequence;
};

/** Messages that the pipeline would put into quarantine, or that have no time, and where the first is. No patient data. */
export type Trouble = {
  readonly reason: string;
  readonly count: number;
  readonly where: string;
  readonly sequence: Sequence;
};

/** What a batch of messages brings. */
export type BatchOutcome = {
  readonly messages: number;
  /** Messages by the day of MSH-7. */
  readonly days: ReadonlyMap<string, number>;
  /** How many were of patients of interest, or told of cancer or of a merge. */
  readonly read: number;
  readonly facts: readonly KeptFact[];
  readonly links: readonly KeptLink[];
  /** Of whom it says that they have, or had, cancer. */
  readonly diagnosed: readonly PatientIdentifier[];
  readonly troubles: readonly Trouble[];
};
