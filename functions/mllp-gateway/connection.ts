import type { Socket } from 'node:net';
import { createMllpDecoder, encodeCommit, encodeMllp, type MllpEvent } from '../../shared/hl7/mllp-codec.ts';
import type { ClientCertificate } from '../../shared/intake/client-certificate.ts';
import type { Arrival, Door } from '../../shared/intake/door.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { frameStaysOpen } from './open-frame.ts';
import { peerCertificate } from './peer-certificate.ts';

export type ConnectionLimits = {
  /** Longest message. */
  readonly maxBytes: number;
  /** A frame once begun is finished within this. */
  readonly frameMs: number;
  /** A connection that says nothing for this long is closed; a half-open one is found by TCP keep-alive. */
  readonly idleMs: number;
  /** Unanswered frames and bytes at which no more is read until they are answered. */
  readonly maxUnansweredFrames: number;
  readonly maxUnansweredBytes: number;
};

export type ConnectionParts = {
  readonly door: Door;
  readonly telemetry: Telemetry;
  readonly limits: ConnectionLimits;
  /** MLLP release 2: before its answer each frame gets a commit block, which says whether it is stored. */
  readonly commitBlocks?: boolean;
};

export type Connection = {
  /** Reads nothing more, answers what was read, closes. */
  readonly finish: () => void;
  readonly destroy: () => void;
};

type Answerable = Extract<MllpEvent, { is: 'message' | 'too-large' }>;

/** Serves one MLLP connection: every frame is answered, in order, once its messages are durable. */
export function serveConnection(socket: Socket, parts: ConnectionParts): Connection {
  const { door, telemetry, limits, commitBlocks = false } = parts;
  const certificate = peerCertificate(socket);
  const decoder = createMllpDecoder({ maxBytes: limits.maxBytes });
  let unanswered: Answerable[] = [];
  let unansweredBytes = 0;
  let answering = false;
  let finishing = false;
  let frameOpen = false;
  let frameTimer: NodeJS.Timeout | undefined;

  const cut = (why: string): void => telemetry.count('MllpConnectionsCut', 1, { reason: why });

  const close = (why: string): void => {
    cut(why);
    socket.destroy();
  };

  const watchFrame = (chunk: Uint8Array): void => {
    const stays = frameStaysOpen(frameOpen, chunk);
    const begunAnew = stays && chunk.includes(0x1c);
    if (!stays || begunAnew) clearTimeout(frameTimer);
    if (stays && (!frameOpen || begunAnew)) {
      frameTimer = setTimeout(() => close('slow-sender'), limits.frameMs);
    }
    frameOpen = stays;
  };

  const keep = (event: MllpEvent): void => {
    if (event.is === 'junk') telemetry.count('MllpJunkBytes', event.bytes);
    if (event.is !== 'message' && event.is !== 'too-large') return;
    unanswered.push(event);
    unansweredBytes += event.is === 'message' ? event.bytes.length : event.head.length;
  };

  const answerAll = async (): Promise<void> => {
    while (unanswered.length > 0) {
      const frames = unanswered;
      unanswered = [];
      unansweredBytes = 0;
      const blocks = await blocksFor(frames, { certificate, door, commitBlocks });
      if (socket.destroyed) return;
      if (blocks.length > 0 && !socket.write(Buffer.concat(blocks))) await drained(socket);
      socket.resume();
    }
  };

  const answer = async (): Promise<void> => {
    if (answering) return;
    answering = true;
    try {
      await answerAll();
    } catch (error) {
      telemetry.error('mllp-not-durable', error);
      if (commitBlocks) socket.write(encodeCommit(false));
      cut('not-durable');
      socket.destroySoon();
    }
    answering = false;
    if (finishing) socket.end();
  };

  const finish = (): void => {
    finishing = true;
    clearTimeout(frameTimer);
    socket.resume();
    if (!answering) socket.end();
  };

  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  socket.setTimeout(limits.idleMs, () => {
    if (!answering) close('idle');
  });
  socket.on('data', (chunk: Buffer) => {
    if (finishing) return;
    watchFrame(chunk);
    for (const event of decoder.push(chunk)) keep(event);
    if (unanswered.length >= limits.maxUnansweredFrames || unansweredBytes >= limits.maxUnansweredBytes) {
      socket.pause();
    }
    if (unanswered.length > 0) void answer();
  });
  socket.on('end', finish);
  socket.on('error', () => telemetry.count('MllpConnectionErrors'));
  socket.on('close', () => clearTimeout(frameTimer));
  return { finish, destroy: () => socket.destroy() };
}

type Answering = Required<Pick<ConnectionParts, 'door' | 'commitBlocks'>> & {
  readonly certificate: ClientCertificate | undefined;
};

/** What is sent back for a run of frames; whole messages go through the door together, in one durable write. */
async function blocksFor(
  frames: readonly Answerable[],
  { certificate, door, commitBlocks }: Answering,
): Promise<Uint8Array[]> {
  const sender = certificate === undefined ? {} : { certificate };
  const arrivals = frames.flatMap((frame): Arrival[] =>
    frame.is === 'message' ? [{ bytes: frame.bytes, ...sender }] : [],
  );
  const accepted = (arrivals.length > 0 ? await door.accept(arrivals) : []).values();
  return frames.flatMap((frame) => {
    const answers =
      frame.is === 'too-large' ? door.refuseTooLarge(frame.head) : (accepted.next().value ?? []);
    return [...(commitBlocks ? [encodeCommit(frame.is === 'message')] : []), ...answers.map(encodeMllp)];
  });
}

/** Resolves when the connection takes more, or is gone. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      socket.off('drain', settle).off('close', settle);
      resolve();
    };
    socket.on('drain', settle).on('close', settle);
  });
}
