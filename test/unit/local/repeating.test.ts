import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { repeat } from '../../../infra/local/repeating.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('repeat', () => {
  it('does the work again and again, counted from the end of the time before', async () => {
    const starts: number[] = [];
    const began = Date.now();
    const repeating = repeat(
      async () => {
        starts.push(Date.now() - began);
        await new Promise((resolve) => setTimeout(resolve, 500));
      },
      2_000,
      () => {},
    );

    await vi.advanceTimersByTimeAsync(7_500);
    await repeating.stop();

    expect(starts).toEqual([2_000, 4_500, 7_000]);
  });

  it('goes on after a failure, which it reports', async () => {
    const errors: unknown[] = [];
    const failure = new Error('no');
    const repeating = repeat(
      async () => {
        throw failure;
      },
      100,
      (error) => errors.push(error),
    );

    await vi.advanceTimersByTimeAsync(250);
    await repeating.stop();

    expect(errors).toEqual([failure, failure]);
  });

  it('waits for the work in hand when it stops, and does no more', async () => {
    let done = 0;
    const repeating = repeat(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        done += 1;
      },
      100,
      () => {},
    );
    await vi.advanceTimersByTimeAsync(150);

    const stopped = repeating.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    await stopped;

    expect(done).toBe(1);
  });
});
