import * as z from 'zod';
import { ACKNOWLEDGE_REASONS } from '../../shared/chart/acknowledgement.ts';
import { type EpochMs, epochMs, isoInstant } from '../../shared/clinical/instant.ts';
import { gradeSchema, levelSchema } from '../../shared/clinical/level.ts';
import { ALERT_LISTS } from '../../shared/desk/alert-list.ts';
import { CALL_OUTCOMES, seenSchema } from '../../shared/desk/audit-entry.ts';
import { TREND_ANALYTES } from '../../shared/desk/trend.ts';

/** ISO 8601 in UTC for the outside, milliseconds within. */
const instant = z.codec(
  z.iso.datetime(),
  z.custom<EpochMs>((value) => Number.isSafeInteger(value)),
  { decode: (text) => epochMs(Date.parse(text)), encode: isoInstant },
);
const texts = z.array(z.string()).readonly();
const list = <S extends z.ZodType>(schema: S) => z.array(schema).readonly();
const count = z.int().nonnegative();

const answered = { by: z.string(), at: instant };
const acknowledgement = z.discriminatedUnion('state', [
  z.object({ state: z.literal('acknowledged'), ...answered, reason: z.enum(ACKNOWLEDGE_REASONS) }),
  z.object({
    state: z.literal('snoozed'),
    ...answered,
    until: instant,
    reason: z.enum(['until-time', 'until-next-result']),
  }),
]);

const row = {
  alertId: z.string(),
  team: z.string(),
  patient: z.object({ authority: z.string(), id: z.string() }),
  level: levelSchema,
  kind: z.enum(['alert', 'correction', 'retraction']),
  grade: gradeSchema,
  flags: texts,
  rule: z.string(),
  value: z.string().describe('exact decimal'),
  unit: z.string(),
  comparator: z.string().exactOptional(),
  correctedValue: z.string().nullable(),
  correctedUnit: z.string().exactOptional(),
  collectedAt: instant,
  raisedAt: instant,
  delivery: z.enum(['none', 'claimed', 'failed', 'sent', 'stopped']),
  acknowledgement: acknowledgement.nullable(),
  escalation: z
    .object({
      step: count,
      of: count,
      nextAt: instant
        .nullable()
        .describe('when the next step is paged, or, after the last, operations are told; null = they were'),
      paged: z.string().exactOptional().describe('the step that was paged last, as the team calls it'),
      next: z.string().exactOptional().describe('the next step, as the team calls it'),
    })
    .nullable(),
  episode: z.enum(['running', 'closed']),
  newer: z.string().exactOptional().describe('the newest alert of the same patient raised after this one'),
};
const rowSchema = z.object(row);

const auditedAction = z.discriminatedUnion('did', [
  z.object({ did: z.literal('viewed') }),
  z.object({ did: z.literal('refused'), what: z.enum(['view', 'act', 'audit']) }),
  z.object({
    did: z.literal('acknowledged'),
    reason: z.enum(ACKNOWLEDGE_REASONS),
    handedOverTo: z.string().exactOptional(),
    note: z.string().exactOptional(),
  }),
  z.object({ did: z.literal('snoozed'), until: instant, untilNextResult: z.boolean(), note: z.string() }),
  z.object({ did: z.literal('reopened'), note: z.string().exactOptional() }),
  z.object({
    did: z.literal('called'),
    reached: z.enum(CALL_OUTCOMES),
    whom: z.string(),
    note: z.string().exactOptional(),
  }),
]);

const entry = {
  alertId: z.string(),
  at: instant,
  by: z.string(),
  name: z.string(),
  action: auditedAction,
  seen: seenSchema.exactOptional(),
};
const entrySchema = z.object(entry);

const trend = z.object({
  from: instant,
  to: instant,
  lines: list(
    z.object({
      analyte: z.enum(TREND_ANALYTES),
      unit: z.string(),
      points: list(
        z.object({
          at: instant,
          value: z.string(),
          comparator: z.string(),
          preliminary: z.boolean(),
          grade: gradeSchema.exactOptional(),
          level: z.enum([...levelSchema.options, 'none']).exactOptional(),
          alertId: z.string().exactOptional(),
        }),
      ),
    }),
  ),
  limits: list(
    z.object({
      kind: z.enum(['total', 'ionized']),
      unit: z.string(),
      upperLimit: z.string(),
      grade2Above: z.string(),
      grade3Above: z.string(),
      grade4Above: z.string(),
    }),
  ),
  episodes: list(z.object({ from: instant, to: instant.exactOptional() })),
  alerts: list(z.object({ at: instant, level: levelSchema, alertId: z.string() })),
});

const measured = { value: z.string(), unit: z.string(), collectedAt: instant };
const judgement = z.object({
  analyte: z.string(),
  ...measured,
  comparator: z.string(),
  correctedValue: z.string().optional(),
  correctedUnit: z.string().exactOptional(),
  upperLimit: z.string(),
  policyVersion: z.string(),
  reasons: list(z.object({ code: z.string(), values: z.record(z.string(), z.string()) })),
  context: list(
    z.object({
      analyte: z.string(),
      ...measured,
      previous: z.object(measured).exactOptional(),
      rising: z.boolean(),
    }),
  ),
  cancer: z.object({
    class: z.enum(['active', 'uncertain', 'history', 'none']),
    bone: z.boolean(),
    codes: texts,
  }),
});

/** What the API answers with: of a model only what is named here. */
export const alertPageSchema = z.object({
  alerts: list(rowSchema),
  next: z.string().exactOptional().describe('`before` of the next page; absent on the last'),
});
export const alertSchema = z.object({
  ...row,
  judgement,
  version: count.describe('to be sent with an action: it is done only where nothing has changed since'),
  sentAt: instant.exactOptional(),
  trend,
  others: list(rowSchema),
  audit: list(entrySchema),
  calls: list(entrySchema),
  answeredBy: z.string().exactOptional(),
  mayAct: z.boolean(),
});
export const auditSchema = z.object({ entries: list(entrySchema) });
export const listViewsSchema = z.object({
  views: list(
    z.object({
      at: instant,
      by: z.string(),
      name: z.string(),
      which: z.enum(ALERT_LISTS),
      alertIds: texts,
    }),
  ),
  next: z.string().exactOptional(),
});
export const reportSchema = z.object({
  team: z.string(),
  from: instant,
  to: instant,
  alerts: count,
  levels: list(
    z.object({
      level: levelSchema,
      alerts: count,
      answered: count,
      medianMs: count.exactOptional(),
      p90Ms: count.exactOptional(),
      inTime: count
        .exactOptional()
        .describe('answered within the time that the page names; a worklist entry has none'),
    }),
  ),
  patients: count.describe('of whom an alert was raised'),
  registered: z
    .object({ patients: count, countedAt: instant })
    .exactOptional()
    .describe('patients of the team with a known cancer, as the last night counted them'),
  alertsPer100Patients: z.string().exactOptional().describe('for each 100 registered patients'),
  ...{ actedOn: count, answered: count, suppressed: count, corrected: count, retracted: count },
  truncated: z.boolean(),
});

/** RFC 9457. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().describe('stable: what a program should look at'),
  fields: texts.exactOptional(),
});
