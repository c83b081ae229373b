import { describe, expect, test } from 'vitest';
import { type Figure, figureTable, quantile, readable, sortedSamples } from '../../bench/figure.ts';

const figure = (measured: number, target?: Figure['target']): string =>
  figureTable([{ name: 'scan', unit: 'messages/s', measured, spread: '', ...(target && { target }) }]);

describe('a measured figure', () => {
  test.each([
    ['at least, reached exactly', 100, { is: 'at least', value: 100 }, 'reached'],
    ['at least, one short', 99, { is: 'at least', value: 100 }, 'MISSED'],
    ['below, just below', 99, { is: 'below', value: 100 }, 'reached'],
    ['below, on the line', 100, { is: 'below', value: 100 }, 'MISSED'],
  ] as const)('is judged by its target: %s', (_, measured, target, verdict) => {
    expect(figure(measured, target)).toContain(verdict);
  });

  test('is not judged without a target', () => {
    expect(figure(100)).not.toMatch(/reached|MISSED/);
  });

  test('is written with as many digits as its size needs', () => {
    expect([123_456.7, 12.34, 0.01234].map(readable)).toEqual(['123,457', '12.3', '0.012']);
  });
});

describe('a quantile', () => {
  const sorted = sortedSamples([5, 1, 4, 2, 3]);

  test.each([
    [0, 1],
    [0.5, 3],
    [0.99, 5],
    [1, 5],
  ])('of %d is the sample at that share', (share, sample) => {
    expect(quantile(sorted, share)).toBe(sample);
  });
});
