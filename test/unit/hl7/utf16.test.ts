import { expect, it } from 'vitest';
import { byteOrderMark, utf16Of } from '../../../shared/hl7/utf16.ts';

it.each([
  ['a mark, low byte first', [0xff, 0xfe], { encoding: 'utf-16le', markBytes: 2 }],
  ['a mark, high byte first', [0xfe, 0xff], { encoding: 'utf-16be', markBytes: 2 }],
  ['two letters, low byte first', [0x4d, 0, 0x53, 0], { encoding: 'utf-16le', markBytes: 0 }],
  ['two letters, high byte first', [0, 0x4d, 0, 0x53], { encoding: 'utf-16be', markBytes: 0 }],
  ['the first byte of a mark alone', [0xff, 0x4d, 0x53, 0x48], undefined],
  ['the second byte of a mark alone', [0x4d, 0xfe, 0x53, 0x48], undefined],
  ['the first byte of the other mark alone', [0xfe, 0x4d, 0x53, 0x48], undefined],
  ['the second byte of the other mark alone', [0x4d, 0xff, 0x53, 0x48], undefined],
  ['one letter beside a zero', [0x4d, 0, 0x53, 0x48], undefined],
  ['one zero beside a letter', [0, 0x4d, 0x53, 0x48], undefined],
  ['a zero in third place', [0x4d, 0x53, 0, 0x48], undefined],
  ['a zero in fourth place', [0x4d, 0x53, 0x48, 0], undefined],
  ['zeros and one letter', [0, 0, 0, 0x4d], undefined],
  ['one letter and zeros', [0x4d, 0, 0, 0], undefined],
  ['zeros', [0, 0, 0, 0], undefined],
  ['ASCII', [0x4d, 0x53, 0x48, 0x7c], undefined],
  ['a letter and a zero, and no more', [0x4d, 0], undefined],
  ['nothing', [], undefined],
])('bytes that begin with %s', (_, bytes, expected) => {
  expect(utf16Of(Uint8Array.from(bytes))).toEqual(expected);
});

it.each(['utf-16le', 'utf-16be'] as const)('the byte order mark of %s is known again', (encoding) => {
  expect(utf16Of(byteOrderMark(encoding))).toEqual({ encoding, markBytes: 2 });
});
