import { buildAcknowledgement } from '../hl7/acknowledgement.ts';
import { type DoorHeader, readDoorHeader } from '../hl7/door-header.ts';
import { REFUSALS } from '../hl7/refusal.ts';
import { splitMessages } from '../hl7/split.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Caps } from '../runtime/config.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { checkAtDoor, type DoorRefusal } from './check-at-door.ts';
import { commitBlock } from './commit-block.ts';
import type { Arrival, Door } from './door.ts';
import type { FeedDirectory } from './feed-directory.ts';
import { isGzip } from './gunzip.ts';
import type { MessageQueue, QueuedMessage } from './message-queue.ts';
import { feedOfUnreadable, standingOf } from './standing.ts';

export type DoorParts = {
  readonly caps: Caps;
  readonly feeds: FeedDirectory;
  readonly queue: MessageQueue;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'count'>;
  /** MSH-10 of an answer: at most 20 characters, never the same twice. */
  readonly newControlId: () => string;
};

/** What becomes of one message: its answer, and what is queued before the answer is given. */
type Admission = { readonly queued: QueuedMessage | undefined; readonly answer: Uint8Array | undefined };

const TOO_LARGE: DoorRefusal = {
  acceptance: 'rejected',
  reason: 'too-large',
  error: { code: 207, text: REFUSALS['too-large'] },
};

const COMPRESSED: DoorRefusal = {
  acceptance: 'rejected',
  reason: 'compressed',
  error: {
    code: 100,
    text: 'the message is compressed and the transport did not say so; send it as it is, or by HTTPS with Content-Encoding gzip',
  },
};

/**
 * The door: AA means that the bytes are durable in the queue, nothing more. What is refused for what it holds is
 * queued as well, so that its bytes end in quarantine; only of what is not allowed (sender, certificate, compression), of a message over the
 * transport's cap and of an empty one nothing is kept.
 */
export function createDoor(parts: DoorParts): Door {
  return {
    accept: async (arrivals) => {
      const admitted = arrivals.map((arrival) =>
        splitMessages(arrival.bytes).map((bytes) => admit({ ...arrival, bytes }, parts)),
      );
      const queued = admitted.flat().flatMap((one) => one.queued ?? []);
      if (queued.length > 0) await parts.queue.send(queued);
      return admitted.map((ofArrival) => ofArrival.flatMap(({ answer }) => answer ?? []));
    },
    refuseTooLarge: (head) => {
      const reading = readDoorHeader(head);
      const header = reading.is === 'header' ? reading.header : undefined;
      return [refuse(header, TOO_LARGE, parts) ?? []].flat();
    },
    commitBlock: (frame) => commitBlock(frame, parts.feeds),
  };
}

function admit(arrival: Arrival, parts: DoorParts): Admission {
  const reading = readDoorHeader(arrival.bytes, arrival.charset);
  if (reading.is === 'unreadable') return admitUnreadable(arrival, reading.reason, parts);
  const { header } = reading;
  const standing = standingOf(arrival, header, parts.feeds);
  if (standing.is === 'refused')
    return { queued: undefined, answer: refuse(header, standing.refusal, parts) };
  const { feed } = standing;
  const { caps } = parts;
  const refusal = checkAtDoor(arrival.bytes, header, feed, { caps, charset: arrival.charset });
  const answer = refusal === undefined ? accepted(header, parts) : refuse(header, refusal, parts);
  return { queued: toQueue(arrival, feed.id, parts), answer };
}

function admitUnreadable(arrival: Arrival, reason: keyof typeof REFUSALS, parts: DoorParts): Admission {
  const nobody = feedOfUnreadable(parts.feeds);
  const kept = reason !== 'empty' && nobody !== undefined;
  return {
    queued: kept ? toQueue(arrival, nobody.id, parts) : undefined,
    answer: refuse(undefined, isGzip(arrival.bytes) ? COMPRESSED : unreadable(reason), parts),
  };
}

function unreadable(reason: keyof typeof REFUSALS): DoorRefusal {
  return { acceptance: 'rejected', reason, error: { code: 100, text: REFUSALS[reason] } };
}

function toQueue({ bytes, charset }: Arrival, feed: string, { clock }: DoorParts): QueuedMessage {
  return {
    bytes,
    feed,
    receivedAt: clock.now(),
    origin: 'live',
    ...(charset === undefined ? {} : { charset }),
  };
}

function accepted(header: DoorHeader, { clock, newControlId }: DoorParts): Uint8Array | undefined {
  return buildAcknowledgement(header, {
    acceptance: 'accepted',
    controlId: newControlId(),
    at: clock.now(),
  });
}

function refuse(
  header: DoorHeader | undefined,
  { acceptance, reason, error }: DoorRefusal,
  { clock, newControlId, telemetry }: DoorParts,
): Uint8Array | undefined {
  telemetry.count('MessagesRefused', 1, { reason });
  return buildAcknowledgement(header, { acceptance, error, controlId: newControlId(), at: clock.now() });
}
