import { describe, expect, it } from 'vitest';
import { createUnitReader, standAlone, unitText } from '../../../shared/hl7/unit-reader.ts';

const bytes = (...values: number[]) => Uint8Array.of(...values);
const BOM8 = [0xef, 0xbb, 0xbf];

describe('how a file is written', () => {
  it.each([
    ['ASCII', [0x4d, 0x53, 0x48, 0x7c], 'bytes', 0],
    ['UTF-8 with a mark', [...BOM8, 0x4d], 'bytes', 3],
    ['two bytes of that mark', [0xef, 0xbb, 0x4d, 0x53], 'bytes', 0],
    ['its first byte and its last', [0xef, 0x4d, 0xbf, 0x53], 'bytes', 0],
    ['its last two bytes', [0x4d, 0xbb, 0xbf, 0x53], 'bytes', 0],
    ['UTF-16, low byte first, with a mark', [0xff, 0xfe, 0x4d, 0], 'utf-16le', 2],
    ['UTF-16, high byte first, with a mark', [0xfe, 0xff, 0, 0x4d], 'utf-16be', 2],
    ['UTF-16, low byte first', [0x4d, 0, 0x53, 0], 'utf-16le', 0],
    ['UTF-16, high byte first', [0, 0x4d, 0, 0x53], 'utf-16be', 0],
  ])('%s shows in its first four bytes', (_, first, encoding, markBytes) => {
    const units = createUnitReader(undefined).read(bytes(...first), false);

    expect(units).toMatchObject({ encoding, markBytes });
  });

  it('is not known of three bytes, unless there are no more', () => {
    const reader = createUnitReader(undefined);

    expect(reader.read(bytes(0x4d, 0x53), false)).toBeUndefined();
    expect(reader.read(bytes(0x48), false)).toBeUndefined();
    expect(reader.read(bytes(), true)).toMatchObject({ encoding: 'bytes', text: 'MSH' });
  });

  it('is not asked of a part of a file that is known already', () => {
    const units = createUnitReader('bytes').read(bytes(0x4d), false);

    expect(units).toMatchObject({ encoding: 'bytes', text: 'M' });
  });

  it('shows at its beginning only: a mark later on is text', () => {
    const reader = createUnitReader(undefined);

    reader.read(bytes(0x4d, 0x53, 0x48, 0x7c), false);

    expect(reader.read(bytes(...BOM8, 0x4d), false)).toMatchObject({ markBytes: 0, text: 'ï»¿M' });
  });
});

describe('characters', () => {
  it.each([
    ['bytes', [0x4d, 0xb5], 'Mµ'],
    ['utf-16le', [0x4d, 0, 0xb5, 0], 'Mµ'],
    ['utf-16be', [0, 0x4d, 0, 0xb5], 'Mµ'],
    ['utf-16le', [0x4d, 0, 0xb5], 'M'],
    ['utf-16be', [0, 0x4d, 0], 'M'],
  ] as const)('of %s are whole units', (encoding, from, text) => {
    expect(unitText(bytes(...from), encoding)).toBe(text);
  });

  it('that are cut in two are held until the other half comes', () => {
    const reader = createUnitReader('utf-16be');

    expect(reader.read(bytes(0, 0x4d, 0), false)).toMatchObject({ text: 'M' });
    expect(reader.read(bytes(0x53), false)).toMatchObject({ text: 'S', bytes: Buffer.of(0, 0x53) });
  });
});

it.each([
  ['bytes', [0x4d]],
  ['utf-16le', [0xff, 0xfe, 0x4d]],
  ['utf-16be', [0xfe, 0xff, 0x4d]],
] as const)('bytes cut out of a file of %s say how they are written', (encoding, expected) => {
  expect([...standAlone(bytes(0x4d), encoding)]).toEqual(expected);
});
