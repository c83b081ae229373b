import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../tools/day/random.ts';

describe('the seeded source of numbers', () => {
  test('gives the same numbers for the same seed', () => {
    const numbers = (seed: number): readonly number[] => {
      const random = createRandom(seed);
      return Array.from({ length: 50 }, () => random.whole(0, 1_000_000));
    };

    expect(numbers(42)).toEqual(numbers(42));
    expect(numbers(42)).not.toEqual(numbers(43));
  });

  test('reaches both ends of a range and nothing beyond', () => {
    const random = createRandom(1);
    const seen = new Set(Array.from({ length: 500 }, () => random.whole(3, 6)));

    expect([...seen].toSorted()).toEqual([3, 4, 5, 6]);
  });

  test('stays within three spreads of the mean', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const value = createRandom(seed).around(9.4, 0.2);

        expect(Math.abs(value - 9.4)).toBeLessThanOrEqual(0.6);
      }),
    );
  });

  test('picks every choice sooner or later', () => {
    const random = createRandom(9);

    expect(new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c'])))).toEqual(
      new Set(['a', 'b', 'c']),
    );
  });
});
