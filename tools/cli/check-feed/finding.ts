/**
 * `missed`: calcium of a patient would not be judged, or not as the patient's. `unread`: part of what was given could not
 * be looked at. `look`: a person should decide. `note`: good to know.
 */
export const WEIGHTS = ['missed', 'unread', 'look', 'note'] as const;
export type Weight = (typeof WEIGHTS)[number];

/** Something to know of a feed before it goes live. No patient data. */
export type Finding = {
  readonly weight: Weight;
  /** Public code, never renamed. */
  readonly code: string;
  /** Empty where it is about files. */
  readonly feed: string;
  /** What is so, and what to do. */
  readonly text: string;
  readonly count: number;
  /** The first place: file, message counted from 1, byte. */
  readonly where?: string;
  /** JSON to paste into the configuration. */
  readonly paste?: string;
};

/** Whether this is reason enough not to go live: the program then ends with 1. */
export function isAmiss({ weight }: Finding): boolean {
  return weight === 'missed' || weight === 'unread';
}

/** Gravest first, else as they came. */
export function byWeight(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight));
}
