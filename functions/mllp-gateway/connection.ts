import type { Socket } from 'node:net';
import { createMllpDecoder, encodeMllp, type MllpEvent } from '../../shared/hl7/mllp-codec.ts';
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
};

export type Connection = {
  /** Reads nothing more, answers what was read, closes. */
  readonly finish: () => void;
  readonly destroy: () => void;
};

type Answerable = Extract<MllpEvent, { is: 'message' | 'too-large' }>;

/** Serves one MLLP connection: every frame is answered, in order, once its messages are durable. */
export function serveConnection(socket: Socket, { door, telemetry, limits }: ConnectionParts): Connection {
  const certificate = peerCertificate(socket);
  const decoder = createMllpDecoder({ maxBytes: limits.maxBytes });
  let unanswered: Answerable[] = [];
  let unansweredBytes = 0;
  let answering = false;
  let finishing = false;
  let frameOpen = false;
  let frameTimer: NodeJS.Timeout | undefined;

  const close = (why: string): void => {
    telemetry.count('MllpConnectionsCut', 1, { reason: why });
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
      const answers = await answersTo(frames, certificate, door);
      if (socket.destroyed) return;
      if (!writeAnswers(socket, answers)) await drained(socket);
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
      close('not-durable');
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

/** The answers to a run of frames; whole messages go through the door together, in one durable write. */
async function answersTo(
  frames: readonly Answerable[],
  certificate: ClientCertificate | undefined,
  door: Door,
): Promise<Uint8Array[]> {
  const sender = certificate === undefined ? {} : { certificate };
  const arrivals = frames.flatMap((frame): Arrival[] =>
    frame.is === 'message' ? [{ bytes: frame.bytes, ...sender }] : [],
  );
  const accepted = (arrivals.length > 0 ? await door.accept(arrivals) : []).values();
  return frames.flatMap((frame) =>
    frame.is === 'too-large' ? door.refuseTooLarge(frame.head) : (accepted.next().value ?? []),
  );
}

function writeAnswers(socket: Socket, answers: readonly Uint8Array[]): boolean {
  return answers.length === 0 || socket.write(Buffer.concat(answers.map(encodeMllp)));
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
