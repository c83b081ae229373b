import * as z from 'zod';
import { tallySchema } from '../../functions/rejudge/tally.ts';
import { placeSchema } from '../../shared/chart/patient-page.ts';

/** What the function answers to a command. */
export const portionSchema = z.object({ tally: tallySchema, next: placeSchema.optional() });
export type AskedPortion = z.infer<typeof portionSchema>;
