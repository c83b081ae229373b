import * as z from 'zod';
import type { PatientKey } from './chart-service.ts';

/** How far the patients of the table have been listed; opaque, and no data of a patient. */
export const placeSchema = z.strictObject({ pk: z.string(), sk: z.string() });
export type Place = z.infer<typeof placeSchema>;

/** Some of the patients, and where to go on; none where these were the last. */
export type PatientPage = { readonly patients: readonly PatientKey[]; readonly next: Place | undefined };

/** The next patients in the order of the table, each at least once. */
export type ListPatients = (after: Place | undefined) => Promise<PatientPage>;
