import { describe, expect, it } from 'vitest';
import {
  deliverySchema,
  firstClaim,
  furtherClaim,
  heldUntil,
  isDue,
  DEFAULT_CLAIM_TIMES as TIMES,
} from '../../../shared/chart/delivery.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { NOW, sent } from './charts.ts';

const claimed = firstClaim('a', NOW, TIMES);

describe('what is told of an SMS', () => {
  it.each([
    ['counts', { delivered: 2, failed: 0 }, true],
    ['no count of those that failed', { delivered: 2 }, false],
    ['no count of those delivered', { failed: 2 }, false],
    ['less than none', { delivered: -1, failed: 0 }, false],
    ['less than none that failed', { delivered: 0, failed: -1 }, false],
    ['parts of one', { delivered: 0.5, failed: 0 }, false],
  ])('is %s: %o', (_, sms, isTold) => {
    const told = { ...sent, sms };
    expect(deliverySchema.safeParse(told)).toEqual(
      isTold ? { success: true, data: told } : expect.objectContaining({ success: false }),
    );
  });
});

it.each([
  ['a claim', claimed],
  ['what was answered before it was sent', { state: 'stopped', attempts: 1 }],
])('%s is held or says nothing of it', (_, delivery) => {
  const isRead = (held: unknown) => deliverySchema.safeParse({ ...delivery, held }).success;
  expect([true, false].map(isRead)).toEqual([true, false]);
});

describe('claims', () => {
  it('hold an alert for a minute at first', () => {
    expect(claimed).toEqual({ state: 'claimed', token: 'a', until: plusMs(NOW, 60_000), attempts: 1 });
  });

  it('hold it for longer each time, up to two minutes, and keep the last error', () => {
    const second = furtherClaim({ ...claimed, lastError: 'Throttling' }, 'b', NOW, TIMES);
    const third = furtherClaim(second, 'c', NOW, { ...TIMES, longestMs: 600_000 });
    const hundredth = furtherClaim({ ...claimed, attempts: 2_000 }, 'd', NOW, TIMES);
    expect(second).toMatchObject({ token: 'b', attempts: 2, lastError: 'Throttling' });
    expect([second.until, third.until, hundredth.until].map((until) => until - NOW)).toEqual([
      120_000, 240_000, 120_000,
    ]);
  });

  it('of what was held count as the attempt that was not made', () => {
    const held = { ...claimed, held: true } as const;
    expect(furtherClaim(held, 'b', NOW, TIMES)).toEqual({
      ...{ state: 'claimed', token: 'b', until: plusMs(NOW, 60_000), attempts: 1 },
    });
  });

  it.each([
    [0, 1_000],
    [1, 1_000],
    [999, 1_000],
    [1_000, 2_000],
  ])('wait, when held after %i ms, until the next whole second', (passed, until) => {
    expect(heldUntil(plusMs(NOW, passed), TIMES)).toBe(plusMs(NOW, until));
  });

  it('are due from the instant they run out', () => {
    expect(isDue(claimed, plusMs(claimed.until, -1))).toBe(false);
    expect(isDue(claimed, claimed.until)).toBe(true);
    expect(isDue(sent, plusMs(NOW, 1e9))).toBe(false);
  });
});
