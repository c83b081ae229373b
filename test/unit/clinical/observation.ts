import { type FeedUnderstanding, feedUnderstandingSchema } from '../../../shared/clinical/code-map.ts';
import type { Result } from '../../../shared/clinical/fact.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import type { ObservedText, UnderstandingContext, Understood } from '../../../shared/clinical/understand.ts';
import { understand } from '../../../shared/clinical/understand-observation.ts';

export const DRAWN_AT = epochMs(Date.UTC(2026, 2, 3, 7, 30));
export const REPORTED_AT = epochMs(Date.UTC(2026, 2, 3, 8, 15));
export const SENT_AT = epochMs(Date.UTC(2026, 2, 3, 8, 20));
export const RECEIVED_AT = epochMs(Date.UTC(2026, 2, 3, 8, 21));

export const coded = (code: string, text = '', system = '') => ({ code, text, system });

/** A total calcium of 9.8 mg/dL that reads without any doubt, changed as a test needs it. */
export function observation(changes: Partial<ObservedText> = {}): ObservedText {
  return {
    codes: [coded('17861-6', 'Calcium', 'LN')],
    valueType: 'NM',
    values: [['9.8']],
    units: [coded('mg/dL', '', 'UCUM')],
    referenceRange: '8.6-10.5',
    abnormalFlags: [],
    status: 'F',
    orderStatus: '',
    subId: '',
    occurrence: 1,
    order: 'A100',
    specimen: undefined,
    collected: { at: DRAWN_AT, from: 'OBX-14' },
    reportedAt: REPORTED_AT,
    ...changes,
  };
}

export function feedThat(changes: Partial<FeedUnderstanding> = {}): FeedUnderstanding {
  return { ...feedUnderstandingSchema.parse({}), ...changes };
}

export function contextWith(changes: Partial<UnderstandingContext> = {}): UnderstandingContext {
  return { feed: feedThat(), policy: defaultPolicy, receivedAt: RECEIVED_AT, sentAt: SENT_AT, ...changes };
}

export function understood(changes: Partial<ObservedText> = {}, context = contextWith()): Understood {
  return understand(observation(changes), context);
}

/** The result of an observation that must be understood. */
export function resultOf(changes: Partial<ObservedText> = {}, context = contextWith()): Omit<Result, 'key'> {
  const outcome = understood(changes, context);
  if (outcome.is !== 'result') throw new Error(`expected a result, got ${JSON.stringify(outcome)}`);
  return outcome.result;
}
