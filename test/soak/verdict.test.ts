import { describe, expect, it } from 'vitest';
import { growth, type Sample, type Soaked, verdictOf } from './verdict.ts';

/** A sample each 5 s over ten minutes. */
const samplesOf = (ownMb: (minute: number) => number, rate = 100): readonly Sample[] =>
  Array.from({ length: 121 }, (_, n) => ({
    atMs: n * 5_000,
    acknowledged: n * 5 * rate,
    waiting: 0,
    ownMb: ownMb(n / 12),
    mappedMb: n,
    heapMb: new Map(),
  }));

const soaked = (part: Partial<Soaked> = {}): Soaked => ({
  samples: samplesOf(() => 300),
  minutes: 10,
  rate: 100,
  left: 0,
  acknowledged: 60_000,
  fates: 60_000,
  faultLines: [],
  ...part,
});

describe('growth of the memory', () => {
  it('is that of the second half alone: warming up is none', () => {
    expect(growth(samplesOf((minute) => 200 + 30 * Math.min(minute, 4)))).toBeCloseTo(0);
    expect(growth(samplesOf((minute) => 200 + 3 * minute))).toBeCloseTo(3);
  });

  it('is not hidden by a heap that rises and falls', () => {
    const sawtooth = (minute: number) => 40 * (minute % 0.5);

    expect(growth(samplesOf((minute) => 300 + sawtooth(minute)))).toBeLessThan(2);
    expect(growth(samplesOf((minute) => 300 + 5 * minute + sawtooth(minute)))).toBeGreaterThan(2);
  });
});

describe('the verdict', () => {
  it('is flat where nothing grows, nothing waits and nothing is missing', () => {
    expect(verdictOf(soaked())).toEqual({ word: 'flat', against: [] });
  });

  it.each<[string, Partial<Soaked>, RegExp]>([
    ['memory grows', { samples: samplesOf((minute) => 200 + 3 * minute) }, /grew by 3\.0 MB a minute/],
    ['the rate is not reached', { samples: samplesOf(() => 300, 90) }, /only 90 of 100 messages a second/],
    ['messages still wait', { left: 7 }, /7 messages still waited/],
    ['a message has no fate', { fates: 59_999 }, /60000 were acknowledged and 59999 have a fate/],
    ['it spoke of a fault', { faultLines: ['fault: sweep-failed'] }, /sweep-failed/],
  ])('is not where %s', (_, part, objection) => {
    const { word, against } = verdictOf(soaked(part));

    expect(word).toBe('not flat');
    expect(against.join()).toMatch(objection);
  });

  it.each([
    [4.9, 'too short to tell'],
    [5, 'flat'],
  ])('after %s minutes without an objection is "%s"', (minutes, word) => {
    expect(verdictOf(soaked({ minutes }))).toEqual({ word, against: [] });
  });

  it('of a short time says nothing of the memory, which is still warming up', () => {
    const warming = { samples: samplesOf((minute) => 200 + 30 * minute), minutes: 1 };

    expect(verdictOf(soaked(warming)).word).toBe('too short to tell');
  });

  it('of a short time is "not flat" where a message is missing', () => {
    expect(verdictOf(soaked({ minutes: 1, fates: 59_999 })).word).toBe('not flat');
  });
});
