import * as z from 'zod';
import { policyAmountSchema, readingPolicySchema } from './reading-policy.ts';

const amount = (value: string) => policyAmountSchema.default(value).describe('exact decimal, as text');
const whole = (value: number) => z.number().int().nonnegative().default(value);

const gradeLines = (grade2: string, grade3: string, grade4: string) =>
  z
    .strictObject({ grade2Above: amount(grade2), grade3Above: amount(grade3), grade4Above: amount(grade4) })
    .prefault({});

const drawPolicySchema = z.strictObject({
  windowMinutes: whole(120).describe('what is collected up to this after the first calcium is one draw'),
});

const albuminPolicySchema = z.strictObject({
  windowHours: whole(24).describe('an albumin further away than this does not correct a calcium'),
  paynePivotGPerL: amount('40').describe('no correction at this albumin (Payne 1973)'),
  payneMgPerDlPerGPerL: amount('0.08').describe('0.8 mg/dL for each 1 g/dL'),
  payneMmolPerLPerGPerL: amount('0.02'),
  unreliableBelowGPerL: amount('20').describe('below it the uncorrected total is graded, flag UNCERTAIN'),
  checkIonizedBelowGPerL: amount('30').describe('below it flag CHECK_IONIZED'),
  provisionalDays: whole(30).describe('how old an albumin may be for a PROVISIONAL worklist entry'),
});

const gradePolicySchema = z.strictObject({
  totalMgPerDl: gradeLines('11.5', '12.5', '13.5'),
  totalMmolPerL: gradeLines('2.9', '3.1', '3.4'),
  ionizedMmolPerL: gradeLines('1.5', '1.6', '1.8'),
  ionizedMgPerDl: gradeLines('6.0', '6.4', '7.2'),
});

const levelPolicySchema = z.strictObject({
  urgentFromTotalMgPerDl: amount('12.0').describe('inclusive'),
  urgentFromTotalMmolPerL: amount('3.00').describe('inclusive'),
  adultFromYears: z
    .number()
    .int()
    .nonnegative()
    .max(25, 'would take pages from adults; give 25 at most')
    .default(18)
    .describe('under it at collection: worklist'),
});

const historyPolicySchema = z.strictObject({
  recentDays: whole(7).describe('RV1 = the lowest value of these days'),
  referenceDays: whole(365).describe('RV2 = the median of the days before the recent ones'),
  mgPerDlPerMmolPerL: amount('4.0078').describe('only to compare with a value of the other unit system'),
  riseTotalMgPerDl: amount('1.0').describe('R5 and R8'),
  riseTotalMmolPerL: amount('0.25').describe('R5 and R8'),
  riseIonizedMmolPerL: amount('0.10').describe('R5 and R8'),
  jumpHours: whole(24).describe('R12'),
  jumpTotalMgPerDl: amount('4.0').describe('R12'),
  jumpTotalMmolPerL: amount('1.0').describe('R12'),
  jumpIonizedMmolPerL: amount('0.4').describe('R12'),
  trendDays: whole(90).describe('R9'),
  trendValues: whole(3).describe('R9: how many strictly rising values it takes'),
  trendRiseMgPerDl: amount('0.6').describe('R9'),
  trendRiseMmolPerL: amount('0.15').describe('R9'),
  trendMarginMgPerDl: amount('0.4').describe('R9: how near to the limit'),
  trendMarginMmolPerL: amount('0.10').describe('R9: how near to the limit'),
});

const episodePolicySchema = z.strictObject({
  closingHours: whole(24).describe('values at or below the limit this far apart close an episode'),
  gapDays: whole(30).describe('a high value later than this, after one that was not, opens another episode'),
  persistenceHoursFromGrade3: whole(72).describe('R6'),
  persistenceDaysBelowGrade3: whole(14).describe('R6'),
  recurrenceDays: whole(180).describe('R7'),
  worklistDays: whole(7).describe('outside an episode: one worklist entry a rule in so many days'),
});

const latenessPolicySchema = z.strictObject({
  lateHours: whole(24).describe('R13: older than this at receipt is late'),
  lateDiagnosisDays: whole(7).describe('how far back a late diagnosis or a change of class judges'),
});

/** Every number of docs/clinical.md that a site's clinical lead may change, with its unit in its name. */
export const policySchema = z.strictObject({
  version: z.string().min(1).default('1').describe('stored with every alert'),
  reading: readingPolicySchema.prefault({}),
  draw: drawPolicySchema.prefault({}),
  albumin: albuminPolicySchema.prefault({}),
  grade: gradePolicySchema.prefault({}).describe('CTCAE v5.0 and v6.0; strictly above'),
  level: levelPolicySchema.prefault({}),
  history: historyPolicySchema.prefault({}),
  episode: episodePolicySchema.prefault({}),
  lateness: latenessPolicySchema.prefault({}),
});
export type Policy = z.infer<typeof policySchema>;

export const defaultPolicy: Policy = policySchema.parse({});
