import { describe, expect, it } from 'vitest';
import { endOfNextWorkingDay } from '../../../shared/alerting/working-day.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { escalationConfigSchema } from '../../../shared/runtime/config-escalation.ts';

const configOf = (more: object = {}) =>
  escalationConfigSchema.parse({
    ...{ timeZone: 'Europe/London', steps: [{ id: 'on-call', name: 'On call' }], ...more },
  });
const endAfter = (at: string, more?: object) =>
  new Date(endOfNextWorkingDay(epochMs(Date.parse(at)), configOf(more))).toISOString();

describe('the end of the next working day', () => {
  it.each([
    ['a Monday morning', '2026-11-23T03:00:00Z', '2026-11-24T17:00:00.000Z'],
    ['a Monday night', '2026-11-23T23:59:59Z', '2026-11-24T17:00:00.000Z'],
    ['a Friday', '2026-11-27T10:00:00Z', '2026-11-30T17:00:00.000Z'],
    ['a Saturday', '2026-11-28T10:00:00Z', '2026-11-30T17:00:00.000Z'],
    ['a Sunday', '2026-11-29T10:00:00Z', '2026-11-30T17:00:00.000Z'],
    ['a summer day, by the clock on the wall', '2026-07-01T10:00:00Z', '2026-07-02T16:00:00.000Z'],
    ['the Friday before summer time', '2026-03-27T10:00:00Z', '2026-03-30T16:00:00.000Z'],
    [
      'a late summer evening, which is the next day there',
      '2026-07-01T23:30:00Z',
      '2026-07-03T16:00:00.000Z',
    ],
    ['before 1970', '1969-12-30T10:00:00Z', '1969-12-31T16:00:00.000Z'],
  ])('after %s', (_, at, end) => {
    expect(endAfter(at)).toBe(end);
  });

  it('leaves out holidays, and takes the days and the time of the team', () => {
    expect(endAfter('2026-12-24T10:00:00Z', { holidays: ['2026-12-25', '2026-12-28'] })).toBe(
      '2026-12-29T17:00:00.000Z',
    );
    expect(endAfter('2026-11-23T10:00:00Z', { workingDays: ['sunday'], workingDayEnds: '12:30' })).toBe(
      '2026-11-29T12:30:00.000Z',
    );
  });
});
