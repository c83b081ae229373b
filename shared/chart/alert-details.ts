import * as z from 'zod';
import { epochMsSchema } from '../clinical/instant.ts';
import { alertItemSchema } from './alert-item.ts';
import { type ListedAlert, listedAlert, type StandingAlert } from './alert-listing.ts';
import { parseItem } from './stored-item.ts';

/** All of a stored judgement that a signed-in reader is shown: its reasoning, context and cancer too. */
const alertDetailsSchema = alertItemSchema.extend({
  judgement: alertItemSchema.shape.judgement.extend({
    analyte: z.string(),
    comparator: z.string(),
    correctedUnit: z.string().exactOptional(),
    upperLimit: z.string(),
    policyVersion: z.string(),
    collectedAt: epochMsSchema,
    reasons: z.array(z.object({ code: z.string(), values: z.record(z.string(), z.string()) })),
    context: z.array(
      z.object({
        analyte: z.string(),
        value: z.string(),
        unit: z.string(),
        collectedAt: epochMsSchema,
        previous: z
          .object({ value: z.string(), unit: z.string(), collectedAt: epochMsSchema })
          .exactOptional(),
        rising: z.boolean(),
      }),
    ),
    cancer: z.object({
      class: z.enum(['active', 'uncertain', 'history', 'none']),
      bone: z.boolean(),
      codes: z.array(z.string()),
    }),
  }),
});

/** What is told of one alert, from its item. */
export function detailedAlert(told: unknown): z.infer<typeof alertDetailsSchema> {
  return parseItem(alertDetailsSchema, told, 'alert');
}

/** One alert with all that is told of it. */
export type AlertDetails = {
  readonly listed: ListedAlert;
  readonly judgement: z.infer<typeof alertDetailsSchema>['judgement'];
};

/** The alert of this id, if it stands in a chart. */
export function findAlert(standing: readonly StandingAlert[], alertId: string): AlertDetails | undefined {
  const found = standing.find(({ entry }) => entry.id === alertId);
  if (found === undefined) return undefined;
  const item = detailedAlert(found.told);
  return { listed: listedAlert(found.entry, item), judgement: item.judgement };
}
