import * as z from 'zod';

const feedSchema = z.object({
  id: z.string(),
  /** ISO 8601; null = never, or not kept: senders that are not configured. */
  lastHeardAt: z.string().nullable(),
  /** What its configuration expects. */
  expectedGapMinutes: z.number().nullable(),
  /** Messages of results; those of them with calcium, and with what looks like calcium and is not mapped. */
  results: z.int(),
  calcium: z.int(),
  unmapped: z.int(),
});
export type FeedStatus = z.infer<typeof feedSchema>;

const queueSchema = z.object({ name: z.string(), waiting: z.int(), oldestSeconds: z.number().nullable() });
export type QueueStatus = z.infer<typeof queueSchema>;

const alertsSchema = z.object({
  /** Of paging levels, and answered by nobody. */
  open: z.object({ critical: z.int(), urgent: z.int(), routine: z.int() }),
  worklist: z.int(),
  /** Not handed over to their team; `overdue` of them for longer than 3 minutes. */
  unsent: z.int(),
  overdue: z.int(),
});
export type AlertsStatus = z.infer<typeof alertsSchema>;

/** How a pipeline does: no patient data. A part that could not be looked at is null, and `unread` says why. */
export const statusSchema = z.object({
  at: z.string(),
  /** Since when messages of feeds are counted. */
  countedSince: z.string(),
  feeds: z.array(feedSchema).nullable(),
  queues: z.array(queueSchema).nullable(),
  deadLetters: z.int().nullable(),
  alerts: alertsSchema.nullable(),
  /** When the sweep came to its end last; null also where it did not lately. */
  sweptAt: z.string().nullable(),
  unread: z.array(z.string()),
});
export type Status = z.infer<typeof statusSchema>;
