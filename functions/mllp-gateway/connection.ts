import type { Socket } from 'node:net';
import { createMllpDecoder, type MllpEvent } from '../../shared/hl7/mllp-codec.ts';
import type { Door } from '../../shared/intake/door.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { type Answerable, answerFrames, answerNotDurable } from './answer-frames.ts';
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
};

/** Serves one MLLP connection: every frame is answered, in order, once its messages are durable. */
export function serveConnection(socket: Socket, parts: ConnectionParts): Connection {
  const { door, telemetry, limits } = parts;
  const answering = { door, certificate: peerCertificate(socket) };
  const decoder = createMllpDecoder({ maxBytes: limits.maxBytes });
  let unanswered: Answerable[] = [];
  let unansweredBytes = 0;
  let busy = false;
  let run: readonly Answerable[] = [];
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
      run = unanswered;
      unanswered = [];
      unansweredBytes = 0;
      const blocks = await answerFrames(run, answering);
      if (socket.destroyed) return;
      if (blocks.length > 0 && !socket.write(Buffer.concat(blocks))) await drained(socket);
      socket.resume();
    }
  };

  const answer = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      await answerAll();
    } catch (error) {
      telemetry.error('mllp-not-durable', error);
      for (const block of answerNotDurable(run, answering)) socket.write(block);
      cut('not-durable');
      socket.destroySoon();
    }
    busy = false;
    if (finishing) socket.end();
  };

  const finish = (): void => {
    finishing = true;
    clearTimeout(frameTimer);
    socket.resume();
    if (!busy) socket.end();
  };

  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  socket.setTimeout(limits.idleMs, () => {
    if (!busy) close('idle');
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
  return { finish };
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
