import * as z from 'zod';
import { rehearsalReportSchema } from './rehearsal-report.ts';

/** Who does it, as the audit trail names them. */
const userSchema = z.strictObject({ id: z.string().min(1), name: z.string().min(1) });

/** Which messages; all of these hold. */
const whichSchema = z.strictObject({
  ids: z.array(z.string().min(1)).exactOptional(),
  reason: z.string().min(1).exactOptional(),
  feed: z.string().min(1).exactOptional(),
  /** Days of receipt, both included. */
  from: z.iso.date().exactOptional(),
  until: z.iso.date().exactOptional(),
  /** Those that were queued again, too. */
  retried: z.boolean(),
});
export type WhichQuarantined = z.infer<typeof whichSchema>;

export type QuarantineUser = z.infer<typeof userSchema>;

/** What may be done about quarantine. */
export const quarantineCommandSchema = z.discriminatedUnion('does', [
  z.strictObject({ does: z.literal('list'), which: whichSchema, most: z.int().positive() }),
  z.strictObject({ does: z.literal('show'), id: z.string().min(1), revealTo: userSchema.exactOptional() }),
  z.strictObject({ does: z.literal('retry'), which: whichSchema, dryRun: z.boolean(), by: userSchema }),
]);
export type QuarantineCommand = z.infer<typeof quarantineCommandSchema>;

/** A message in quarantine, without anything of it. */
const rowSchema = z.object({
  id: z.string(),
  day: z.string(),
  reason: z.string(),
  retried: z.boolean(),
  feed: z.string(),
  receivedAt: z.string(),
  bytes: z.int(),
});

export const quarantineListSchema = z.object({
  /** How many there are of each reason. */
  reasons: z.record(z.string(), z.int()),
  rows: z.array(rowSchema),
});
export type QuarantineList = z.infer<typeof quarantineListSchema>;

export const shownMessageSchema = rowSchema.extend({
  encoding: z.string(),
  /** Ids of its segments with how many follow each other: `MSH`, `OBX × 3`. */
  segments: z.array(z.string()),
  /** Who has seen what is in it. */
  revealed: z.array(z.object({ at: z.string(), by: z.string(), name: z.string() })),
  /** Only to whom it is revealed. */
  text: z.string().exactOptional(),
});
export type ShownMessage = z.infer<typeof shownMessageSchema>;

export const retriedSchema = z.object({
  ids: z.array(z.string()),
  rehearsal: rehearsalReportSchema.exactOptional(),
});
export type Retried = z.infer<typeof retriedSchema>;
