import { encodeCommit, encodeMllp, type MllpEvent } from '../../shared/hl7/mllp-codec.ts';
import type { ClientCertificate } from '../../shared/intake/client-certificate.ts';
import type { Arrival, Door } from '../../shared/intake/door.ts';

/** A frame that the sender waits to be answered. */
export type Answerable = Extract<MllpEvent, { is: 'message' | 'too-large' }>;

export type Answering = { readonly door: Door; readonly certificate: ClientCertificate | undefined };

/** What is sent back for a run of frames; whole messages go through the door together, in one durable write. */
export async function answerFrames(
  frames: readonly Answerable[],
  { door, certificate }: Answering,
): Promise<Uint8Array[]> {
  const arrivals = frames.flatMap((frame) => (frame.is === 'message' ? [arrivalOf(frame, certificate)] : []));
  const accepted = (arrivals.length > 0 ? await door.accept(arrivals) : []).values();
  return frames.flatMap((frame) => {
    const kept = door.commitBlock(arrivalOf(frame, certificate));
    const commit = kept === undefined ? [] : [encodeCommit(kept && frame.is === 'message')];
    const answers =
      frame.is === 'too-large' ? door.refuseTooLarge(frame.head) : (accepted.next().value ?? []);
    return [...commit, ...answers.map(encodeMllp)];
  });
}

/** What is sent back for a run of frames of which any may not be durable. */
export function answerNotDurable(
  frames: readonly Answerable[],
  { door, certificate }: Answering,
): Uint8Array[] {
  return frames.flatMap((frame) =>
    door.commitBlock(arrivalOf(frame, certificate)) === undefined ? [] : [encodeCommit(false)],
  );
}

function arrivalOf(frame: Answerable, certificate: ClientCertificate | undefined): Arrival {
  const bytes = frame.is === 'message' ? frame.bytes : frame.head;
  return certificate === undefined ? { bytes } : { bytes, certificate };
}
