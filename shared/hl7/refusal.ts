import { UnprocessableMessageError } from '../runtime/errors.ts';

/**
 * Why a whole message cannot be read. The keys are public API (the quarantine reasons of docs/operations.md) and
 * never renamed; the texts say what is wrong in general, never what was in the message.
 */
export const REFUSALS = {
  empty: 'the message is empty or holds nothing but frame bytes',
  'no-msh': 'the message does not begin with an MSH segment',
  'several-messages': 'several messages arrived where one was expected',
  'separators-unusable': 'MSH-1 and MSH-2 do not give five different separators',
  'segment-malformed': 'a line is no segment: three characters and the field separator were expected',
  'segment-continued': 'a segment is continued by ADD, which is not supported',
  'too-large': 'the message has more bytes than the cap allows',
  'too-many-segments': 'the message has more segments than the cap allows',
  'too-many-fields': 'a segment has more fields than the cap allows',
  'too-many-repetitions': 'a field has more repetitions than the cap allows',
  'too-many-parts': 'the segments to be read have more parts than can be read in bounded time',
  parity: 'the parsed message differs from the bytes that were sent',
  'merge-circular': 'a merge names the same identifier as survivor and as absorbed',
  'merge-identifier-missing': 'a merge, link or unlink does not name two usable identifiers',
} as const;

export type RefusalReason = keyof typeof REFUSALS;

/** The error for a refusal; throw it. */
export function refusal(reason: RefusalReason): UnprocessableMessageError {
  return new UnprocessableMessageError(reason, REFUSALS[reason]);
}
