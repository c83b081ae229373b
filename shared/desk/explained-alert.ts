import * as z from 'zod';
import { flagSchema } from '../clinical/flag.ts';
import { gradeSchema, levelSchema } from '../clinical/level.ts';

const at = z.iso.datetime();
const value = z.object({
  analyte: z.string(),
  comparator: z.string(),
  value: z.string(),
  unit: z.string(),
  collectedAt: at,
});

const stepSchema = z.object({
  /** Counted from 1. */
  step: z.int().positive(),
  state: z.enum(['paged before', 'paged', 'not sent yet', 'stopped', 'next']),
  at: at.exactOptional(),
  /** By the configuration of now: `sms-1`, `email-2`. */
  contacts: z.array(z.string()),
});
export type PagedStep = z.infer<typeof stepSchema>;

const revealedSchema = z.object({
  patient: z.object({ authority: z.string(), id: z.string() }),
  graded: value.extend({
    upperLimit: z.string(),
    correctedValue: z.string().exactOptional(),
    correctedUnit: z.string().exactOptional(),
  }),
  /** As laboratories sent them; not those that have expired. */
  sent: z.array(
    z.object({
      analyte: z.string(),
      loinc: z.string(),
      collectedAt: at,
      status: z.string(),
      name: z.string(),
      value: z.string(),
      unit: z.string(),
      range: z.string(),
    }),
  ),
  context: z.array(value.omit({ comparator: true }).extend({ rising: z.boolean() })),
  cancer: z.object({ class: z.string(), bone: z.boolean(), codes: z.array(z.string()) }),
  /** Calcium of the patient's last year, the earliest first. */
  history: z.array(
    z.object({
      at,
      analyte: z.string(),
      comparator: z.string(),
      value: z.string(),
      unit: z.string(),
      grade: gradeSchema.exactOptional(),
      level: z.string().exactOptional(),
    }),
  ),
  audit: z.array(z.object({ at, by: z.string(), name: z.string(), did: z.string() })),
});
export type RevealedAlert = z.infer<typeof revealedSchema>;

/**
 * One alert for whoever asks why it was raised, and what became of it. Only `revealed` says whose it is and what was
 * measured, and where it is there `why` names values.
 */
export const explainedAlertSchema = z.object({
  alertId: z.string(),
  kind: z.enum(['alert', 'correction', 'retraction']),
  level: levelSchema,
  grade: gradeSchema,
  rule: z.string(),
  flags: z.array(flagSchema),
  team: z.string(),
  policyVersion: z.string(),
  raisedAt: at,
  /** Sentences, in the order in which the judge came to it. */
  why: z.array(z.string()),
  paging: z.object({
    state: z.enum(['none', 'claimed', 'failed', 'sent', 'stopped']),
    attempts: z.int().nonnegative(),
    sms: z.object({ delivered: z.int(), failed: z.int() }).exactOptional(),
    steps: z.array(stepSchema),
    /** When operations are told that nobody has answered. */
    unansweredAt: at.exactOptional(),
  }),
  acknowledgement: z
    .object({ state: z.string(), by: z.string(), at, reason: z.string(), until: at.exactOptional() })
    .nullable(),
  revealed: revealedSchema.exactOptional(),
});
export type ExplainedAlert = z.infer<typeof explainedAlertSchema>;
