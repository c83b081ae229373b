import * as z from 'zod';
import { acknowledgeReasonSchema } from '../chart/acknowledgement.ts';
import { epochMsSchema } from '../clinical/instant.ts';
import { gradeSchema, levelSchema } from '../clinical/level.ts';
import { ALERT_LISTS } from './alert-list.ts';

/** How a telephone call ended: what was told was read back, was not, or nobody was reached. */
export const CALL_OUTCOMES = ['confirmed', 'no-read-back', 'not-reached'] as const;
export const callOutcomeSchema = z.enum(CALL_OUTCOMES);
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

/** What the user had before them. */
export const seenSchema = z.object({
  /** How often the alert had been answered and opened again. */
  version: z.int().nonnegative(),
  value: z.string(),
  unit: z.string(),
  correctedValue: z.string().exactOptional(),
  grade: gradeSchema,
  level: levelSchema,
});
export type Seen = z.infer<typeof seenSchema>;

/** What somebody did about an alert. Free text may name patients: it is kept here alone. */
export const auditedActionSchema = z.discriminatedUnion('did', [
  z.object({ did: z.literal('viewed') }),
  z.object({ did: z.literal('refused'), what: z.enum(['view', 'act', 'audit']) }),
  z.object({
    did: z.literal('acknowledged'),
    reason: acknowledgeReasonSchema,
    handedOverTo: z.string().exactOptional(),
    note: z.string().exactOptional(),
  }),
  z.object({
    did: z.literal('snoozed'),
    until: epochMsSchema,
    untilNextResult: z.boolean(),
    note: z.string(),
  }),
  z.object({ did: z.literal('reopened'), note: z.string().exactOptional() }),
  z.object({
    did: z.literal('called'),
    reached: callOutcomeSchema,
    whom: z.string(),
    note: z.string().exactOptional(),
  }),
]);
export type AuditedAction = z.infer<typeof auditedActionSchema>;

/** One entry of the audit trail: who, when, what, and what was seen. Written before what it tells of is done. */
export const auditEntrySchema = z.object({
  alertId: z.string(),
  at: epochMsSchema,
  by: z.string(),
  name: z.string(),
  action: auditedActionSchema,
  seen: seenSchema.exactOptional(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** One look at a team's list: who was shown which of its alerts, and when. */
export const listViewSchema = z.object({
  at: epochMsSchema,
  by: z.string(),
  name: z.string(),
  which: z.enum(ALERT_LISTS),
  alertIds: z.array(z.string()),
});
export type ListView = z.infer<typeof listViewSchema>;
