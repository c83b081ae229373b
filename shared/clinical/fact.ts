import * as z from 'zod';
import { flagSchema } from './flag.ts';
import { epochMsSchema } from './instant.ts';

/** What a LOINC code of the allow-list measures. */
export const ANALYTES = [
  'calcium-total',
  'calcium-corrected',
  'calcium-ionized',
  'calcium-ionized-ph-adjusted',
  'calcium-shown-only',
  'albumin',
  'psa',
  'ca-15-3',
  'ca-27-29',
  'cea',
  'thyroglobulin',
  'm-protein',
  'pth',
  'pthrp',
  'creatinine',
  'egfr',
  'phosphate',
  'alkaline-phosphatase',
  'vitamin-d',
  'potassium',
] as const;
export const analyteSchema = z.enum(ANALYTES);
export type Analyte = z.infer<typeof analyteSchema>;

/** OBX-11 (HL7 table 0085) as far as it is judged or stored. */
export const RESULT_STATUSES = ['P', 'R', 'S', 'U', 'F', 'C', 'X', 'D', 'W'] as const;
export const resultStatusSchema = z.enum(RESULT_STATUSES);
export type ResultStatus = z.infer<typeof resultStatusSchema>;

/** An exact decimal as text: digits with an optional sign and point, no exponent. */
export const decimalTextSchema = z.string().regex(/^-?\d+(\.\d+)?$/);

export const comparatorSchema = z.enum(['=', '>', '>=', '<', '<=']);
export type Comparator = z.infer<typeof comparatorSchema>;

/**
 * A value as understood. Calcium is in 'mg/dL' or 'mmol/L' (mEq/L and mg/L are converted, limits with them),
 * albumin always in 'g/L', every context analyte in the unit it was sent in.
 */
export const measuredSchema = z.object({
  comparator: comparatorSchema,
  amount: decimalTextSchema,
  unit: z.string(),
});
export type Measured = z.infer<typeof measuredSchema>;

/** One version of one result of one patient, its code, unit, value, limit and times understood. */
export const resultSchema = z.object({
  /** Same for every version of the result: hash of (order, code, sub-id); opaque to the judge. */
  key: z.string(),
  /** OBR-3, else OBR-2; with its authority; empty when neither was sent. Albumin of the same order is preferred. */
  order: z.string(),
  /** SPM-2 when sent. Albumin of the same specimen is preferred most. */
  specimen: z.string().optional(),
  loinc: z.string(),
  analyte: analyteSchema,
  status: resultStatusSchema,
  /** OBX-14, else OBR-7, else SPM-17, else OBR-22 (flag REPORT_TIME); clamped when in the future (TIME_CLAMPED). */
  collectedAt: epochMsSchema,
  /** OBR-22, else MSH-7: which version is the later one. */
  reportedAt: epochMsSchema,
  /** MSH-7, else the receipt. */
  sentAt: epochMsSchema,
  /** Absent = the laboratory says there is no value (HEMOLYZED, QNS, status X, W, D without one). */
  value: measuredSchema.optional(),
  /** Upper limit in the value's unit: OBX-7's bound, or the policy's default (flag DEFAULT_LIMIT). Calcium only. */
  upperLimit: decimalTextSchema.optional(),
  /** OBX-7's lower bound in the value's unit, when sent. */
  lowerLimit: decimalTextSchema.optional(),
  /** OBX-8, every repetition. */
  labFlags: z.array(z.string()),
  flags: z.array(flagSchema),
  /** As the laboratory sent it, for a signed-in reader only. */
  asSent: z.object({ value: z.string(), unit: z.string(), range: z.string(), name: z.string() }),
});
export type Result = z.infer<typeof resultSchema>;

/** DG1 or PRB as a fact. */
export const diagnosisSchema = z.object({
  /** Same for every statement about this diagnosis of this patient. */
  key: z.string(),
  system: z.enum(['icd-10', 'snomed-ct']),
  code: z.string(),
  /** DG1-6: A admitting (unconfirmed until 30 days old), W working, F final; PRB counts as F. */
  type: z.enum(['A', 'W', 'F']),
  /** DG1-21 = D (or PRB-1 delete): removes this diagnosis. */
  removed: z.boolean(),
  /** DG1-5, when sent. */
  diagnosedAt: epochMsSchema.optional(),
  sentAt: epochMsSchema,
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

/** A row of the registry file. Only the one loaded last counts. */
export const registrationSchema = z.object({
  source: z.literal('registry'),
  /** ICD-10(-CM); empty when the row has only a status. */
  icd10: z.string(),
  /** `removed`: the registry does not have this patient any more. */
  status: z.enum(['active', 'history', 'by-code', 'removed']),
  diagnosedOn: z.string().optional(),
  team: z.string().optional(),
  /** A set of `policySets` in the configuration. */
  policySet: z.string().optional(),
  birthDate: z.string().optional(),
  loadedAt: epochMsSchema,
});
export type Registration = z.infer<typeof registrationSchema>;

/** All that one message (or one registry row) brings for one patient. Put once, never edited. */
export const patientFactSchema = z.object({
  feed: z.string(),
  /** Version of the reader and of the feed's code map that understood it. */
  readerVersion: z.string(),
  mapVersion: z.string(),
  /** First receipt, from the door. Not part of the content hash; of two receipts the earlier stays. */
  receivedAt: epochMsSchema,
  /** `import` = brought by a replay, a backtest or an import (R13). Not part of the content hash. */
  origin: z.enum(['live', 'import']),
  /** The identifier under which it came, for the signed-in reader. */
  patient: z.object({ authority: z.string(), id: z.string() }),
  /** PID-7 as YYYY-MM-DD. */
  birthDate: z.string().optional(),
  results: z.array(resultSchema),
  diagnoses: z.array(diagnosisSchema),
  registration: registrationSchema.optional(),
});
export type PatientFact = z.infer<typeof patientFactSchema>;
