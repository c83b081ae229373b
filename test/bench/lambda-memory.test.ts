import { describe, expect, it } from 'vitest';
import { readPrices } from '../cost/prices.ts';
import { dollarsAMillion, durationMs, recommendedMemoryMb } from './lambda-memory.ts';

const busy = { messages: 10, processorMs: 20, waitingMs: 0 };

describe('an invocation by the memory of its function', () => {
  it('takes what it takes on a whole processor from 1,769 MB on, and in proportion longer below', () => {
    expect(durationMs(busy, 3_008)).toBe(20);
    expect(durationMs(busy, 1_769)).toBe(20);
    expect(durationMs(busy, 1_769 / 2)).toBe(40);
  });

  it('waits as long with little memory as with much', () => {
    expect(durationMs({ ...busy, processorMs: 0, waitingMs: 24 }, 256)).toBe(24);
  });

  it('costs the same below a whole processor where it never waits, and more above', () => {
    const prices = readPrices();

    expect(dollarsAMillion(busy, 512, prices)).toBeCloseTo(dollarsAMillion(busy, 1_024, prices), 9);
    expect(dollarsAMillion(busy, 3_008, prices)).toBeGreaterThan(dollarsAMillion(busy, 1_769, prices));
  });
});

describe('the memory recommended', () => {
  it.each([
    { peakMb: 100, longestMs: 1_000, memoryMb: 256 },
    { peakMb: 200, longestMs: 1_000, memoryMb: 512 },
    { peakMb: 100, longestMs: 40, memoryMb: 1_024 },
    { peakMb: 100, longestMs: 10, memoryMb: undefined },
  ])('for $peakMb MB within $longestMs ms is $memoryMb MB', ({ peakMb, longestMs, memoryMb }) => {
    expect(recommendedMemoryMb(busy, peakMb, longestMs)).toBe(memoryMb);
  });
});
