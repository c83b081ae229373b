import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzipFile, gunzipWithin, isGzip } from '../../../shared/intake/gunzip.ts';

const plain = Buffer.from(Array.from({ length: 20_000 }, (_, line) => `NTE|${line}\r`).join(''));
const whole = gzipSync(plain);

/** 4 MB that grow to 4 GB: members of gzip after each other are one stream. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(10_000_000));
  return Buffer.concat(Array.from({ length: 400 }, () => member));
}

async function* inChunks(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readFile(
  chunks: AsyncIterable<Uint8Array>,
  options: { from?: number; maxBytes?: number } = {},
) {
  const read: Uint8Array[] = [];
  const { from = 0, maxBytes = 1_000_000_000 } = options;
  let fault: unknown;
  try {
    for await (const chunk of gunzipFile(chunks, { from, maxBytes })) read.push(chunk);
  } catch (error) {
    fault = error;
  }
  return { bytes: Buffer.concat(read), fault };
}

describe('gzip', () => {
  it('is known by its first bytes', () => {
    const others = [
      plain,
      Buffer.alloc(0),
      Buffer.from([0x1f]),
      Buffer.from([0x1f, 0x8c]),
      Buffer.from([0x4d, 0x8b]),
    ];

    expect(isGzip(whole)).toBe(true);
    expect(others.some(isGzip)).toBe(false);
  });
});

describe('a compressed body', () => {
  it('is decompressed up to the very cap', async () => {
    const read = await gunzipWithin(whole, plain.length);
    expect(read).toEqual({ is: 'bytes', bytes: plain });
  });

  it.each([
    ['one byte over the cap', whole, plain.length - 1, 'too-large'],
    ['a bomb', bomb(), 4_000_000, 'too-large'],
    ['one cut short', whole.subarray(0, -20), 1_000_000, 'damaged'],
    ['one with a wrong byte', Buffer.from(whole).fill(0xff, 500, 520), 1_000_000, 'damaged'],
    ['what is no gzip', plain, 1_000_000, 'damaged'],
  ])('is refused for %s', async (_, bytes, maxBytes, is) => {
    expect(await gunzipWithin(bytes, maxBytes)).toEqual({ is });
  });
});

describe('a compressed file', () => {
  it.each([0, 1, 40_000, plain.length])('is read from plain byte %i on', async (from) => {
    const { bytes, fault } = await readFile(inChunks(whole), { from });
    expect(fault).toBe(undefined);
    expect(bytes.equals(plain.subarray(from))).toBe(true);
  });

  it('gives what came before the damage, then says that it is damaged', async () => {
    const { bytes, fault } = await readFile(inChunks(whole.subarray(0, -20)));
    expect(fault).toMatchObject({ code: 'FILE_UNREADABLE', reason: 'damaged' });
    expect(bytes.length).toBeGreaterThan(0);
    expect(plain.subarray(0, bytes.length).equals(bytes)).toBe(true);
  });

  it('stops at the cap, whatever it would grow to', async () => {
    const { bytes, fault } = await readFile(inChunks(bomb(), 65_536), { maxBytes: 1_000_000 });
    expect(fault).toMatchObject({ reason: 'too-large' });
    expect(bytes.length).toBeLessThanOrEqual(1_000_000);
  });

  it('passes on a fault of its source as it is, to be tried again', async () => {
    const broken = new Error('S3 down');
    async function* source() {
      yield whole.subarray(0, 100);
      throw broken;
    }
    expect((await readFile(source())).fault).toBe(broken);
  });

  it('lets go of its source when nobody reads on', async () => {
    let released = false;
    async function* source() {
      try {
        yield* inChunks(bomb(), 65_536);
      } finally {
        released = true;
      }
    }
    for await (const _ of gunzipFile(source(), { from: 0, maxBytes: 1_000_000_000 })) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(released).toBe(true);
  });
});
