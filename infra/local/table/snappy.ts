import { readVarint } from './varint.ts';

/** Elements of the format: Snappy's format_description.txt. */
const LITERAL = 0;
const NEAR_COPY = 1;
const COPY = 2;
/** Lengths of literals from here on stand behind the tag. */
const INLINE_LENGTHS = 60;

/** What Snappy compressed. The input must be whole: its sum is checked before. */
export function uncompressed(input: Buffer): Buffer {
  const { value: length, next } = readVarint(input, 0);
  const output = Buffer.alloc(length);
  let at = next;
  let to = 0;
  while (at < input.length) {
    const tag = input.readUInt8(at);
    const kind = tag & 3;
    if (kind === LITERAL) {
      const { count, from } = literal(input, at, tag >>> 2);
      to += input.copy(output, to, from, from + count);
      at = from + count;
    } else {
      const { count, back, after } = copyOf(input, at, tag, kind);
      for (const end = to + count; to < end; to += 1) output[to] = output[to - back] ?? 0;
      at = after;
    }
  }
  return output;
}

function literal(input: Buffer, at: number, length: number) {
  const bytes = Math.max(0, length - INLINE_LENGTHS + 1);
  const count = bytes === 0 ? length : input.readUIntLE(at + 1, bytes);
  return { count: count + 1, from: at + 1 + bytes };
}

function copyOf(input: Buffer, at: number, tag: number, kind: number) {
  if (kind === NEAR_COPY) {
    const back = ((tag >>> 5) << 8) | input.readUInt8(at + 1);
    return { count: ((tag >>> 2) & 7) + 4, back, after: at + 2 };
  }
  const bytes = kind === COPY ? 2 : 4;
  return { count: (tag >>> 2) + 1, back: input.readUIntLE(at + 1, bytes), after: at + 1 + bytes };
}
