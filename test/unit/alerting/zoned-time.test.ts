import { expect, it } from 'vitest';
import { instantOfText } from '../../../shared/alerting/zoned-time.ts';

it.each([
  ['by the zone in winter', '2026-01-01T09:00', '2026-01-01T09:00:00.000Z'],
  ['by the zone in summer', '2026-07-01T09:00', '2026-07-01T08:00:00.000Z'],
  ['to the millisecond', '2026-07-01T09:00:30.250', '2026-07-01T08:00:30.250Z'],
  ['as after a time that the clock skips', '2026-03-29T01:30', '2026-03-29T01:30:00.000Z'],
  ['as UTC', '2026-07-01T09:00:00Z', '2026-07-01T09:00:00.000Z'],
  ['by an offset of its own', '2026-07-01T09:00:00+05:30', '2026-07-01T03:30:00.000Z'],
  ['by an offset behind UTC', '2026-07-01T09:00:00-04:30', '2026-07-01T13:30:00.000Z'],
])('a time is read %s', (_, time, instant) => {
  expect(new Date(instantOfText(time, 'Europe/London')).toISOString()).toBe(instant);
});
