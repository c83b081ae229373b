import * as z from 'zod';
import { flagSchema } from '../clinical/flag.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { NewAlert } from './raise.ts';
import type { Item } from './table.ts';
import type { Union } from './union.ts';

/** What a signed-in reader is shown of an alert; the judgement holds more (explanation, context, cancer). */
export const alertItemSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  patient: z.object({ authority: z.string(), id: z.string() }),
  judgement: z.object({
    flags: z.array(flagSchema),
    value: z.string(),
    unit: z.string(),
    correctedValue: z.string().optional(),
  }),
});
export type AlertItem = z.infer<typeof alertItemSchema>;

/** Sort key of what is told of an alert. Without a chart entry that names it, it is no alert. */
export function alertItemKey(alertId: string, details: string): string {
  return `ALERT#${alertId}#${details}`;
}

/** The item of a new alert, put before the chart is written, beside the result it is about. */
export function alertItem(alert: NewAlert, union: Union, raisedAt: EpochMs, details: string): Item {
  const { patient, ...judgement } = alert.raised;
  return {
    pk: alert.where,
    sk: alertItemKey(alert.id, details),
    alertId: alert.id,
    raisedAt,
    patient: union.survivor ?? patient,
    judgement,
  };
}
