import * as z from 'zod';
import { type EpochMs, epochMsSchema } from '../clinical/instant.ts';

/** Why somebody takes an alert off the list. */
export const ACKNOWLEDGE_REASONS = [
  'acting',
  'already-treated',
  'handed-over',
  'not-my-patient',
  'result-wrong',
] as const;
export const acknowledgeReasonSchema = z.enum(ACKNOWLEDGE_REASONS);
export type AcknowledgeReason = z.infer<typeof acknowledgeReasonSchema>;

/** Who answers is the identifier of the identity provider: names and notes are in the audit trail alone. */
const answered = { by: z.string(), at: epochMsSchema };

/** What a person has answered to an alert; absent = open. A snoozed alert is open again at `until`. */
export const acknowledgementSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('acknowledged'), ...answered, reason: acknowledgeReasonSchema }),
  z.object({
    state: z.literal('snoozed'),
    ...answered,
    until: epochMsSchema,
    /** Open again earlier, with the first calcium that was collected after all that were known. */
    untilNextResult: z.object({ after: epochMsSchema }).exactOptional(),
    reason: z.enum(['until-time', 'until-next-result']),
  }),
]);
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

/** Whether an alert with this answer awaits one: nobody has answered, or a snooze is over. */
export function isOpen(acknowledgement: Acknowledgement | undefined, now: EpochMs): boolean {
  if (acknowledgement?.state !== 'snoozed') return acknowledgement === undefined;
  return acknowledgement.until <= now;
}
