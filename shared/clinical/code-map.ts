import * as z from 'zod';

/** A feed's own map: local code (and unit, where one code is sent in several) → LOINC. */
export const codeMapEntrySchema = z.strictObject({
  code: z.string().min(1).describe("the feed's own code, as in OBX-3.1 or OBX-3.4"),
  system: z.string().optional().describe('its coding system, as in OBX-3.3 or OBX-3.6; any when left out'),
  unit: z.string().optional().describe('only where OBX-6 says this unit; any when left out'),
  loinc: z
    .string()
    .regex(/^\d{1,7}-\d$/)
    .describe('the LOINC code it stands for'),
});

export type CodeMapEntry = z.infer<typeof codeMapEntrySchema>;

/** What of a feed's configuration decides how its values are understood. */
export const feedUnderstandingSchema = z.strictObject({
  codes: z
    .array(codeMapEntrySchema)
    .default([])
    .describe('local codes, each with the LOINC code it stands for'),
  emptyStatus: z.enum(['P', 'F']).default('P').describe('OBX-11 and OBR-25 both empty mean this'),
  decimalComma: z.boolean().default(false).describe('"2,71" is 2.71; without it such a value is quarantined'),
});
export type FeedUnderstanding = z.infer<typeof feedUnderstandingSchema>;
