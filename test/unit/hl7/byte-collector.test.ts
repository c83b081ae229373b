import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteCollector } from '../../../shared/hl7/byte-collector.ts';
import { cases } from './samples.ts';

/** Bytes of which each tells its place. */
const bytesFrom = (start: number, length: number) =>
  Uint8Array.from({ length }, (_, index) => (start + index) % 251);

const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

describe('collected bytes', () => {
  it.each([1, 7, 4_095, 4_096, 4_097, 20_000])('come back as they were put, in pieces of %i', (size) => {
    const collector = createByteCollector();

    for (let at = 0; at < 20_000; at += size) collector.append(bytesFrom(at, Math.min(size, 20_000 - at)));

    expect(collector.length()).toBe(20_000);
    expect(same(collector.take(20_000), bytesFrom(0, 20_000))).toBe(true);
    expect(collector.length()).toBe(0);
  });

  it('are a copy: what comes later does not change what was taken', () => {
    const collector = createByteCollector();
    collector.append(bytesFrom(0, 100));

    const taken = collector.take(100);
    collector.append(new Uint8Array(10_000).fill(255));

    expect(same(taken, bytesFrom(0, 100))).toBe(true);
  });

  it('come back in order however they are put, taken and dropped', () => {
    const step = fc.record({
      append: fc.integer({ min: 0, max: 9_000 }),
      take: fc.integer({ min: 0, max: 6_000 }),
      drop: fc.integer({ min: 0, max: 3_000 }),
    });

    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const collector = createByteCollector();
        let put = 0;
        let gone = 0;
        for (const { append, take, drop } of steps) {
          collector.append(bytesFrom(put, append));
          put += append;
          const taken = Math.min(take, put - gone);
          expect(same(collector.take(taken), bytesFrom(gone, taken))).toBe(true);
          gone += taken;
          const dropped = Math.min(drop, put - gone);
          collector.drop(dropped);
          gone += dropped;
          expect(collector.length()).toBe(put - gone);
        }
      }),
      cases(50),
    );
  });
});
