import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMllpDecoder,
  encodeCommit,
  encodeMllp,
  type MllpEvent,
} from '../../../shared/hl7/mllp-codec.ts';
import { bytesOf, cases } from './samples.ts';

const decode = (chunks: readonly Uint8Array[], maxBytes = 1000): readonly MllpEvent[] => {
  const decoder = createMllpDecoder({ maxBytes });
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
};
const decodeText = (text: string, maxBytes?: number) => shown(decode([bytesOf(text, 'latin1')], maxBytes));
const shown = (events: readonly MllpEvent[]) =>
  events.map((event) => {
    if (event.is === 'message') return `message ${Buffer.from(event.bytes).toString('latin1')}`;
    if (event.is === 'junk') return `junk ${event.bytes}`;
    if (event.is === 'commit') return `commit ${event.acknowledged}`;
    return `too large ${Buffer.from(event.head).toString('latin1')}`;
  });
const oneByOne = (bytes: Uint8Array) => [...bytes].map((byte) => Uint8Array.of(byte));

describe('MLLP framing (rule 2)', () => {
  it.each([
    ['one frame', '\x0bMSH|a\x1c\r', ['message MSH|a']],
    [
      'several frames in one read',
      '\x0ba\x1c\r\x0bb\x1c\r\x0bc\x1c\r',
      ['message a', 'message b', 'message c'],
    ],
    ['FS without CR', '\x0ba\x1c\x0bb\x1c', ['message a', 'message b']],
    ['LF after FS', '\x0ba\x1c\r\n\x0bb\x1c\n', ['message a', 'message b']],
    ['junk between frames', 'xx\x0ba\x1c\ryy y\x0bb\x1c\r', ['junk 2', 'message a', 'junk 4', 'message b']],
    ['junk at the end', '\x0ba\x1c\rzzz', ['message a', 'junk 3']],
    ['a frame that never ends', '\x0babc', ['junk 3']],
    ['an empty frame', '\x0b\x1c\r', ['message ']],
    ['VT as text inside a message', '\x0ba\x0bb\x1c\r', ['message a\x0bb']],
    ['a frame begun anew before it ended', '\x0bMSH|a\x0bMSH|b\x1c\r', ['junk 5', 'message MSH|b']],
    ['VT twice', '\x0b\x0bMSH|b\x1c\r', ['message MSH|b']],
    ['a commit', '\x0b\x06\x1c\r', ['commit true']],
    ['a negative commit', '\x0b\x15\x1c\r', ['commit false']],
    ['a one byte message that is no commit', '\x0bx\x1c\r', ['message x']],
    ['a message that begins as a commit does', '\x0b\x06x\x1c\r', ['message \x06x']],
  ])('reads %s', (_, sent, expected) => {
    const events = decodeText(sent);

    expect(events).toEqual(expected);
  });

  it.each([
    ['\x0b0123456789\x1c\r\x0bb\x1c\r', 10, ['message 0123456789', 'message b']],
    ['\x0b0123456789A\x1c\r\x0bb\x1c\r', 10, ['too large 0123456789', 'message b']],
  ])('tells once of a frame over the cap and goes on with the next', (sent, maxBytes, expected) => {
    const events = decodeText(sent, maxBytes);

    expect(events).toEqual(expected);
  });

  it('keeps no more of a frame over the cap than is needed to answer it', () => {
    const frame = Buffer.concat([Buffer.from([0x0b]), Buffer.alloc(3_000_000, 'x')]);

    const [event] = decode([frame], 1_000_000);

    expect(event?.is === 'too-large' && event.head.length).toBe(65_536);
  });

  it('keeps no more of it when it comes in pieces', () => {
    const pieces = Array.from({ length: 30 }, () => Buffer.alloc(100_000, 'x'));

    const [event] = decode([Uint8Array.of(0x0b), ...pieces], 1_000_000);

    expect(event?.is === 'too-large' && event.head.length).toBe(65_536);
  });

  it('begins anew after a connection that ended within a frame', () => {
    const decoder = createMllpDecoder({ maxBytes: 100 });
    decoder.push(bytesOf('\x0bMSH|a', 'latin1'));

    expect(shown(decoder.end())).toEqual(['junk 5']);
    expect(shown(decoder.push(bytesOf('\x0bMSH|b\x1c\r', 'latin1')))).toEqual(['message MSH|b']);
  });

  it('reads the same however the bytes are cut', () => {
    const pieces = fc.constantFrom(
      '\x0b',
      '\x1c',
      '\r',
      '\x0bMSH|',
      'a',
      'MSH',
      '\x06',
      'text of some length',
      '\n',
    );

    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), fc.array(fc.nat(9)), (parts, sizes) => {
        const bytes = bytesOf(parts.join(''), 'latin1');

        const whole = shown(decode([bytes], 20));

        expect(shown(decode(oneByOne(bytes), 20))).toEqual(whole);
        expect(shown(decode(cut(bytes, sizes), 20))).toEqual(whole);
      }),
      cases(500),
    );
  });

  it('takes 1 MB a byte at a time in linear time', () => {
    const decoder = createMllpDecoder({ maxBytes: 10_000_000 });
    const byte = Uint8Array.of(0x61);
    decoder.push(Uint8Array.of(0x0b));

    for (let index = 0; index < 1_000_000; index += 1) decoder.push(byte);
    const [event] = decoder.push(Uint8Array.of(0x1c));

    expect(event?.is === 'message' && event.bytes.length).toBe(1_000_000);
  });

  it('gives back what was put in a frame', () => {
    const content = bytesOf('MSH|^~\\&|µ\r');

    const [event] = decode([encodeMllp(content)]);

    expect(event).toEqual({ is: 'message', bytes: new Uint8Array(content) });
  });

  it.each([true, false])('gives back a commit block (%s)', (acknowledged) => {
    const events = decode([encodeCommit(acknowledged)]);

    expect(events).toEqual([{ is: 'commit', acknowledged }]);
  });
});

function cut(bytes: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(at)];
}
