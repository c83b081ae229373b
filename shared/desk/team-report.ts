import type { RegisteredPatients } from '../chart/registered-patients.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { Level } from '../clinical/level.ts';

/** How long people took to answer the alerts of a level; undefined where none was answered. */
export type TimeToAnswer = {
  readonly level: Level;
  readonly alerts: number;
  readonly answered: number;
  readonly medianMs?: number;
  /** Nine of ten were answered within. */
  readonly p90Ms?: number;
  /** Answered within the time that the page names; a worklist entry has none. */
  readonly inTime?: number;
};

/** What became of a team's alerts raised in a period. Counts and times, no patient. */
export type TeamReport = {
  readonly team: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly alerts: number;
  readonly levels: readonly TimeToAnswer[];
  /** Patients of whom an alert was raised. */
  readonly patients: number;
  /** Patients of the team with a known cancer, as the last night counted them; undefined until one has. */
  readonly registered?: RegisteredPatients;
  /** Alerts for each 100 registered patients, as text; undefined where there is none or nobody has counted. */
  readonly alertsPer100Patients?: string;
  /** Of the answered: those whose reason was acting or handing over. */
  readonly actedOn: number;
  readonly answered: number;
  /** Draws of these patients in the period that deserved a level and raised nothing, being told of already. */
  readonly suppressed: number;
  readonly corrected: number;
  readonly retracted: number;
  /** True where there were more than are counted here: give a shorter period. */
  readonly truncated: boolean;
};
