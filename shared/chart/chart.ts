import * as z from 'zod';
import { epochMsSchema } from '../clinical/instant.ts';
import { gradeSchema, levelSchema } from '../clinical/level.ts';
import type { ChartedAlert, RuleId } from '../clinical/verdict.ts';
import { acknowledgementSchema } from './acknowledgement.ts';
import { deliverySchema } from './delivery.ts';
import { escalationSchema } from './escalation.ts';

const ruleSchema = z.custom<RuleId>((value) => typeof value === 'string');

const chartedAlertSchema = z.object({
  id: z.string(),
  kind: z.enum(['alert', 'correction', 'retraction']),
  level: levelSchema,
  grade: gradeSchema,
  rule: ruleSchema,
  resultKey: z.string(),
  n: z.int().nonnegative(),
  about: z.string().exactOptional(),
  standingLevel: levelSchema.exactOptional(),
  standingGrade: gradeSchema.exactOptional(),
  collectedAt: epochMsSchema,
  raisedAt: epochMsSchema,
  also: z.array(
    z.object({
      resultKey: z.string(),
      level: levelSchema,
      grade: gradeSchema,
      collectedAt: epochMsSchema,
      n: z.int().nonnegative().exactOptional(),
    }),
  ),
}) satisfies z.ZodType<ChartedAlert>;

const entrySchema = chartedAlertSchema.extend({
  /** Partition in which its result lies; the entry itself lies there or in a chart that has absorbed it. */
  where: z.string(),
  /** Of the patient at the time, a notice's that of the alert it is about; none = the fallback team. */
  team: z.string().exactOptional(),
  /** Which ALERT item tells more: another worker may have put one of the same id and lost. */
  details: z.string(),
  /** The facts it rests on, each by the end of its key. */
  restsOn: z.array(z.object({ where: z.string(), facts: z.array(z.string()) })),
  /** The first of them expires then; absent = never. */
  restsUntil: epochMsSchema.exactOptional(),
  delivery: deliverySchema,
  /** Absent = nobody has answered. */
  acknowledgement: acknowledgementSchema.exactOptional(),
  /** How often it was answered and opened again, and when it was answered first. */
  answers: z.object({ count: z.int().positive(), firstAt: epochMsSchema }).exactOptional(),
  /** Absent where nobody comes after the first to be paged. */
  escalation: escalationSchema.exactOptional(),
});

const linkSchema = z.object({
  action: z.enum(['merge', 'unlink']),
  survivor: z.string(),
  absorbed: z.string(),
  sentAt: epochMsSchema,
});

const leavingSchema = z.object({
  child: z.string(),
  parent: z.string(),
  /** The child and everything below it. */
  keys: z.array(z.string()),
});

export const chartSchema = z.object({
  pk: z.string(),
  version: z.int().nonnegative(),
  alerts: z.array(entrySchema),
  /** Every merge and unlink message about this patient; who belongs together follows from these alone. */
  links: z.array(linkSchema),
  /** Of a patient some link names: shown with what is raised while this one is the survivor. */
  identifier: z.object({ authority: z.string(), id: z.string() }).exactOptional(),
  /** Charts this one has absorbed; every key is greater than this chart's own, so no circle can arise. */
  members: z.array(z.string()),
  mergedInto: z.string().exactOptional(),
  /** A member on its way out, with its alerts. Only on a chart that is not merged into another. */
  leaving: leavingSchema.exactOptional(),
});

/** One patient's standing. Its version rises with every write. */
export type Chart = z.infer<typeof chartSchema>;
/** An alert as the chart keeps it: what the judge remembers, what it rests on, and its delivery. */
export type ChartEntry = z.infer<typeof entrySchema>;
/** A merge or unlink message, by patient keys. */
export type Link = z.infer<typeof linkSchema>;
export type Leaving = z.infer<typeof leavingSchema>;

/** Sort key of the chart: before every fact, so that one query reads the facts no older than the chart. */
export const CHART_KEY = 'CHART';

/** The chart of a patient nothing is charted of. */
export function emptyChart(pk: string): Chart {
  return { pk, version: 0, alerts: [], links: [], members: [] };
}
