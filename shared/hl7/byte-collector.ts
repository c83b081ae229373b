/** Bytes that arrive in pieces of any size, kept in one growing buffer: linear in the bytes, however they are cut. */
export type ByteCollector = {
  readonly length: () => number;
  readonly append: (piece: Uint8Array) => void;
  /** The first `count` bytes as a copy; they are gone from the collector afterwards. */
  readonly take: (count: number) => Uint8Array;
  readonly drop: (count: number) => void;
};

const FIRST_CAPACITY = 4096;

export function createByteCollector(): ByteCollector {
  let buffer = new Uint8Array(0);
  let start = 0;
  let end = 0;

  const makeRoom = (more: number): void => {
    const live = buffer.subarray(start, end);
    const needed = live.length + more;
    const target = needed * 2 > buffer.length ? new Uint8Array(Math.max(needed * 2, FIRST_CAPACITY)) : buffer;
    target.set(live);
    buffer = target;
    end = live.length;
    start = 0;
  };

  return {
    length: () => end - start,
    append: (piece) => {
      if (end + piece.length > buffer.length) makeRoom(piece.length);
      buffer.set(piece, end);
      end += piece.length;
    },
    take: (count) => {
      const taken = buffer.slice(start, start + count);
      start += count;
      return taken;
    },
    drop: (count) => {
      start += count;
    },
  };
}
