import { expect, test } from 'vitest';
import {
  DAY_MS,
  epochMs,
  epochMsSchema,
  HOUR_MS,
  isoInstant,
  MINUTE_MS,
  plusMs,
} from '../../../shared/clinical/instant.ts';

test('minute, hour and day are what they are in milliseconds', () => {
  expect([MINUTE_MS, HOUR_MS, DAY_MS]).toEqual([60 * 1000, 60 * 60 * 1000, 24 * 60 * 60 * 1000]);
});

test('an instant moves forward by a duration and back by a negative one', () => {
  const noon = epochMs(Date.UTC(2026, 2, 3, 12));

  expect(isoInstant(plusMs(noon, 90 * MINUTE_MS))).toBe('2026-03-03T13:30:00.000Z');
  expect(isoInstant(plusMs(noon, -DAY_MS))).toBe('2026-03-02T12:00:00.000Z');
});

test('an instant is whole milliseconds', () => {
  expect(epochMsSchema.parse(1_700_000_000_000)).toBe(1_700_000_000_000);
  expect(epochMsSchema.safeParse(1.5).success).toBe(false);
  expect(epochMsSchema.safeParse('1700000000000').success).toBe(false);
});
