import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../shared/clinical/instant.ts';
import {
  backOffMs,
  MOST_RECEIVES,
  QUEUE_RETENTION_MS,
  retryDelaySeconds,
} from '../../../shared/intake/retry-delay.ts';

const receives = Array.from({ length: MOST_RECEIVES }, (_, index) => index + 1);
const MOST_OF_SQS_SECONDS = 43_200;

/** When each receive of a message that always fails happens, in seconds since it was sent. */
function receivesOfAMessage(attemptSeconds: number, firstAtSeconds = 0): number[] {
  let at = firstAtSeconds;
  return [...receives, MOST_RECEIVES + 1].map((receive) => {
    const received = at;
    at += attemptSeconds;
    at += retryDelaySeconds(receive, at * 1_000);
    return received;
  });
}

describe('back-off by visibility', () => {
  it('spans the four days of the queue with its 50 receives', () => {
    const span = receives.reduce((sum, receive) => sum + backOffMs(receive), 0);
    expect(span).toBeGreaterThanOrEqual(4 * DAY_MS);
  });

  it('tries again within seconds at first: a lost race and a throttle are soon over', () => {
    const [first = 0, second = 0, third = 0, fourth = 0] = receives.map((receive) =>
      retryDelaySeconds(receive, 0),
    );
    expect([first, second, third, fourth]).toEqual([2, 4, 8, 16]);
  });

  it('never shortens the back-off of a later receive, and never hides longer than SQS can', () => {
    const delays = receives.map(backOffMs);
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(Math.max(...delays) / 1_000).toBeLessThan(MOST_OF_SQS_SECONDS);
  });

  it.each([
    ['fails at once', 0, 0],
    ['takes all the time a function has', 30, 0],
    ['takes a quarter of an hour', 900, 0],
    ['was first received after three days', 30, 3 * 86_400],
  ])('makes a dead letter, before the queue deletes it, of a message that %s', (_, attempt, firstAt) => {
    const deadLetterAt = receivesOfAMessage(attempt, firstAt).at(-1) ?? Number.NaN;
    expect(deadLetterAt * 1_000).toBeLessThan(QUEUE_RETENTION_MS);
    expect(deadLetterAt).toBeGreaterThan(3.9 * 86_400);
  });

  it('still tries each second when the time is nearly up', () => {
    expect(retryDelaySeconds(3, QUEUE_RETENTION_MS)).toBe(1);
    expect(retryDelaySeconds(MOST_RECEIVES + 5, QUEUE_RETENTION_MS)).toBe(1);
  });
});
