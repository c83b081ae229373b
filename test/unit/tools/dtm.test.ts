import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { dtm } from '../../../tools/day/dtm.ts';

describe('a time as a laboratory writes it', () => {
  test.each([
    ['New York in summer', 'America/New_York', true, '2026-06-16T13:40:05Z', '20260616094005-0400'],
    ['New York in winter', 'America/New_York', true, '2026-01-16T13:40:05Z', '20260116084005-0500'],
    ['London in summer, no offset', 'Europe/London', false, '2026-06-16T23:30:00Z', '20260617003000'],
    ['the first month and day', 'Europe/London', false, '2026-01-02T03:04:05Z', '20260102030405'],
  ])('%s', (_, zone, withOffset, instant, expected) => {
    expect(dtm(epochMs(Date.parse(instant)), zone, withOffset)).toBe(expected);
  });
});
