import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameStaysOpen } from '../../../functions/mllp-gateway/open-frame.ts';

describe('an open frame', () => {
  it.each([
    ['nothing new', 'abc', false, false],
    ['more of a frame', 'abc', true, true],
    ['a start', '\x0bMSH', false, true],
    ['an end', 'x\x1c\r', true, false],
    ['a whole frame', '\x0bMSH\x1c\r', false, false],
    ['an end and a start', '\x1c\r\x0bM', true, true],
    ['the CR after an end', '\r', false, false],
  ])('is known after %s', (_, text, before, after) => {
    expect(frameStaysOpen(before, Buffer.from(text))).toBe(after);
  });

  it('does not depend on where the reads are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0x0b, 0x1c, 0x0d, 0x41)), fc.nat(), (bytes, cut) => {
        const at = bytes.length === 0 ? 0 : cut % bytes.length;
        const whole = frameStaysOpen(false, Uint8Array.from(bytes));
        const first = frameStaysOpen(false, Uint8Array.from(bytes.slice(0, at)));
        expect(frameStaysOpen(first, Uint8Array.from(bytes.slice(at)))).toBe(whole);
      }),
    );
  });
});
