import * as z from 'zod';

/** No number of a policy is below zero. */
export const policyAmountSchema = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .describe('exact decimal, as text');

const amount = policyAmountSchema;
const interval = (from: string, to: string) =>
  z.strictObject({ from: amount.default(from), to: amount.default(to) }).prefault({});

/** Both ends belong to it. */
export type Interval = { readonly from: string; readonly to: string };

/** What a site's clinical lead may change of how a value is read (docs/clinical.md, "From OBX to a value"). */
export const readingPolicySchema = z.strictObject({
  futureToleranceMinutes: z
    .number()
    .int()
    .nonnegative()
    .default(10)
    .describe('a collection later than receipt by more than this is clamped to the receipt'),
  unconfirmedDiagnosisDays: z
    .number()
    .int()
    .nonnegative()
    .default(30)
    .describe('an admitting diagnosis (DG1-6 A) younger than this only makes worklist entries'),
  defaultUpperLimit: z
    .strictObject({
      totalMgPerDl: amount.default('10.5'),
      totalMmolPerL: amount.default('2.60'),
      ionizedMgPerDl: amount.default('5.2'),
      ionizedMmolPerL: amount.default('1.30'),
    })
    .prefault({})
    .describe("where OBX-7's upper bound does not lie in the inference range"),
  inferenceRange: z
    .strictObject({
      totalMgPerDl: interval('9.5', '11.5'),
      totalMmolPerL: interval('2.40', '2.85'),
      ionizedMgPerDl: interval('5.0', '5.6'),
      ionizedMmolPerL: interval('1.25', '1.40'),
    })
    .prefault({})
    .describe('where the upper limit of this kind in this unit lies; total holds for corrected too'),
  ambiguousUpperBound: interval('4.5', '5.7').describe('fits total mEq/L and ionized mg/dL alike'),
  plausible: z
    .strictObject({
      totalMgPerDl: interval('3', '30'),
      totalMmolPerL: interval('0.75', '7.5'),
      ionizedMgPerDl: interval('1.2', '16'),
      ionizedMmolPerL: interval('0.3', '4.0'),
      albuminGPerL: interval('5', '70'),
    })
    .prefault({})
    .describe('a value outside is set aside and operations are told'),
  calciumLowerBoundShare: amount
    .default('0.75')
    .describe(
      "an unmapped range looks like calcium's when its lower bound is at least this share of the upper",
    ),
});
export type ReadingPolicy = z.infer<typeof readingPolicySchema>;
