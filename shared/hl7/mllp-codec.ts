import { createByteCollector } from './byte-collector.ts';

/** Frame bytes of the Minimal Lower Layer Protocol (HL7 v2 Transport Specification, MLLP release 1 and 2). */
const VT = 0x0b;
const FS = 0x1c;
const CR = 0x0d;
const LF = 0x0a;
const COMMIT_ACK = 0x06;
const COMMIT_NAK = 0x15;

/** How much of a frame over the cap is kept, so that its MSH can still be answered. */
const HEAD_BYTES = 65_536;

export type MllpEvent =
  | { readonly is: 'message'; readonly bytes: Uint8Array }
  /** MLLP release 2: the peer has (ACK) or has not (NAK) committed the last block to storage. */
  | { readonly is: 'commit'; readonly acknowledged: boolean }
  /** More than `maxBytes` in one frame: answer AR once from its head; the rest up to the frame's end is skipped. */
  | { readonly is: 'too-large'; readonly head: Uint8Array }
  /** Bytes outside any frame, or of a frame that was never ended, were skipped. */
  | { readonly is: 'junk'; readonly bytes: number };

export type MllpDecoder = {
  /** Reads the next bytes off the connection, cut anywhere; the events do not depend on where. */
  readonly push: (chunk: Uint8Array) => readonly MllpEvent[];
  /** The connection has ended: tells of what was left unfinished. */
  readonly end: () => readonly MllpEvent[];
};

/** Reads MLLP frames from a stream of chunks in linear time. FS ends a frame; a CR or LF after it is optional. */
export function createMllpDecoder(options: { readonly maxBytes: number }): MllpDecoder {
  const content = createByteCollector();
  const headBytes = Math.min(HEAD_BYTES, options.maxBytes);
  let state: 'between' | 'inside' | 'skipping' = 'between';
  let junk = 0;
  let events: MllpEvent[] = [];

  const tellJunk = (): void => {
    if (junk > 0) events.push({ is: 'junk', bytes: junk });
    junk = 0;
  };

  /** Looks for the start of a frame; returns where reading goes on. */
  const between = (chunk: Uint8Array, from: number): number => {
    const start = chunk.indexOf(VT, from);
    const until = start < 0 ? chunk.length : start;
    for (let index = from; index < until; index += 1) {
      if (chunk[index] !== CR && chunk[index] !== LF) junk += 1;
    }
    if (start < 0) return chunk.length;
    tellJunk();
    state = 'inside';
    return start + 1;
  };

  const takeContent = (): Uint8Array => content.take(content.length());

  const refuseLarge = (piece: Uint8Array): void => {
    content.append(piece.subarray(0, Math.max(0, headBytes - content.length())));
    events.push({ is: 'too-large', head: takeContent().slice(0, headBytes) });
    state = 'skipping';
  };

  const inside = (chunk: Uint8Array, from: number): number => {
    const end = chunk.indexOf(FS, from);
    const piece = chunk.subarray(from, end < 0 ? chunk.length : end);
    if (content.length() + piece.length > options.maxBytes) {
      refuseLarge(piece);
      return from;
    }
    content.append(piece);
    if (end < 0) return chunk.length;
    events.push(...framed(takeContent()));
    state = 'between';
    return end + 1;
  };

  const skipping = (chunk: Uint8Array, from: number): number => {
    const end = chunk.indexOf(FS, from);
    if (end < 0) return chunk.length;
    state = 'between';
    return end + 1;
  };

  const steps = { between, inside, skipping } as const;
  const drain = (): readonly MllpEvent[] => {
    const drained = events;
    events = [];
    return drained;
  };

  return {
    push: (chunk) => {
      for (let at = 0; at < chunk.length; ) at = steps[state](chunk, at);
      return drain();
    },
    end: () => {
      junk += takeContent().length;
      tellJunk();
      state = 'between';
      return drain();
    },
  };
}

/** What one whole frame holds. A VT before MSH inside it is the start of a new frame: the one before was never ended. */
function framed(bytes: Uint8Array): readonly MllpEvent[] {
  const [only] = bytes;
  if (bytes.length === 1 && (only === COMMIT_ACK || only === COMMIT_NAK)) {
    return [{ is: 'commit', acknowledged: only === COMMIT_ACK }];
  }
  const restart = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(
    '\u000bMSH',
    undefined,
    'latin1',
  );
  if (restart < 0) return [{ is: 'message', bytes }];
  return [
    ...(restart > 0 ? [{ is: 'junk', bytes: restart } as const] : []),
    { is: 'message', bytes: bytes.subarray(restart + 1) },
  ];
}

/** One message in its frame, ready to be written to the connection. */
export function encodeMllp(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(message.length + 3);
  frame[0] = VT;
  frame.set(message, 1);
  frame[message.length + 1] = FS;
  frame[message.length + 2] = CR;
  return frame;
}

/** A commit block of MLLP release 2: committed to storage (ACK) or not (NAK). */
export function encodeCommit(acknowledged: boolean): Uint8Array {
  return Uint8Array.of(VT, acknowledged ? COMMIT_ACK : COMMIT_NAK, FS, CR);
}
