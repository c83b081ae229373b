import type { Acceptance, AcknowledgedError } from '../hl7/acknowledgement.ts';
import { decodeMessage } from '../hl7/charset.ts';
import type { DoorHeader } from '../hl7/door-header.ts';
import { readMessage } from '../hl7/read-message.ts';
import { segmentLines } from '../hl7/segments.ts';
import type { Caps, Feed } from '../runtime/config.ts';
import { UnprocessableMessageError } from '../runtime/errors.ts';

/** Why the door does not accept a message: what it answers, and the code that is counted. */
export type DoorRefusal = {
  readonly acceptance: Exclude<Acceptance, 'accepted'>;
  readonly reason: string;
  readonly error: AcknowledgedError;
};

/** HL7 table 0103, and empty, which many senders leave it. */
const PROCESSING_IDS = new Set(['', 'P', 'D', 'T']);

export function isKnownProcessingId(processingId: string): boolean {
  return PROCESSING_IDS.has(processingId);
}

/** A circular merge is answered AA whatever the feed asks for: it is for us to look at, not for the sender. */
const NOT_FOR_THE_SENDER = new Set(['merge-circular']);

/**
 * What the door checks of a message whose MSH it can answer: processing id and caps (AR), and where the feed asks
 * for it the content (AE). Everything else is found after the message is durable.
 */
export function checkAtDoor(
  bytes: Uint8Array,
  header: DoorHeader,
  feed: Feed,
  { caps, charset }: { readonly caps: Caps; readonly charset: string | undefined },
): DoorRefusal | undefined {
  if (!isKnownProcessingId(header.processingId)) {
    return {
      acceptance: 'rejected',
      reason: 'processing-id',
      error: {
        code: 202,
        location: { segment: 'MSH', field: 11 },
        text: 'MSH-11 is none of P, D, T and empty',
      },
    };
  }
  const capFault = mayExceedCaps(bytes, caps)
    ? faultOf(() => countSegments(bytes, caps, charset))
    : undefined;
  if (capFault?.reason.startsWith('too-')) return refusedFor(capFault, 'rejected');
  if (!feed.contentCheckAtDoor) return undefined;
  const context = { feed, caps, ...(charset === undefined ? {} : { charset }) };
  const contentFault = faultOf(() => void readMessage(bytes, context));
  if (contentFault === undefined || NOT_FOR_THE_SENDER.has(contentFault.reason)) return undefined;
  return refusedFor(contentFault, 'error');
}

/** A message shorter than any cap cannot exceed one. */
function mayExceedCaps(bytes: Uint8Array, caps: Caps): boolean {
  return bytes.length > Math.min(caps.segments, caps.fieldsPerSegment, caps.repetitionsPerField);
}

function countSegments(bytes: Uint8Array, caps: Caps, charset: string | undefined): void {
  segmentLines(decodeMessage(bytes, charset).text, caps);
}

function faultOf(read: () => void): UnprocessableMessageError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof UnprocessableMessageError) return error;
    throw error;
  }
}

function refusedFor(fault: UnprocessableMessageError, acceptance: 'error' | 'rejected'): DoorRefusal {
  return { acceptance, reason: fault.reason, error: { code: 207, text: fault.message } };
}
