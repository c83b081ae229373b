import * as z from 'zod';
import { readingPolicySchema } from './reading-policy.ts';

/** Every number of docs/clinical.md that a site's clinical lead may change, with its unit in its name. */
export const policySchema = z.strictObject({
  version: z.string().min(1).default('1').describe('stored with every alert'),
  reading: readingPolicySchema.prefault({}),
});
export type Policy = z.infer<typeof policySchema>;

export const defaultPolicy: Policy = policySchema.parse({});
