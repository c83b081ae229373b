import { type EpochMs, epochMs, MINUTE_MS } from '../clinical/instant.ts';
import { utcMs, type WallTime } from './wall-time.ts';
import { zonedInstant } from './zone.ts';

/** How far a time was written out; a time names the first instant of what it says. */
export type Precision = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction';

export type Dtm = {
  readonly at: EpochMs;
  readonly precision: Precision;
  /** Minutes east of UTC, where the time itself said so. */
  readonly offsetMinutes: number | undefined;
};

/** What a time without an offset means: the message's own offset where it holds, else the feed's IANA zone. */
export type DtmDefaults = { readonly timeZone: string; readonly offsetMinutes: number | undefined };

/** No place on earth is further from UTC (Kiribati, UTC+14). */
const MOST_OFFSET_HOURS = 14;

const FORM =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,9}))?)?)?)?)?)?(?:([+-])(\d{2})(\d{2}))?$/;
const PRECISIONS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction'] as const;

/**
 * A DTM or TS (HL7 v2.5.1 ch. 2.A.22, 2.A.77): YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ], digits beyond milliseconds cut
 * off. undefined when it is anything else or no time of the calendar.
 */
export function readDtm(text: string, defaults: DtmDefaults): Dtm | undefined {
  const match = FORM.exec(text.trim());
  if (match === null) return undefined;
  const [, ...groups] = match;
  const wall = wallTimeOf(groups);
  const offset = offsetOf(groups);
  if (wall === undefined || offset === 'invalid') return undefined;
  const precision = precisionOf(groups);
  const known = offset ?? defaults.offsetMinutes;
  const at =
    known === undefined ? zonedInstant(wall, defaults.timeZone) : epochMs(utcMs(wall) - known * MINUTE_MS);
  return { at, precision, offsetMinutes: offset };
}

/** The date of a DTM as YYYY-MM-DD, on no particular place's clock; undefined when it names no day. */
export function readDate(text: string): string | undefined {
  const match = FORM.exec(text.trim());
  if (match === null) return undefined;
  const [, ...groups] = match;
  const [year, month, day] = groups;
  if (day === undefined || wallTimeOf(groups) === undefined) return undefined;
  return `${year}-${month}-${day}`;
}

function wallTimeOf(groups: readonly (string | undefined)[]): WallTime | undefined {
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0, fraction = ''] = groups;
  const wall = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)),
  };
  return isOfTheCalendar(wall) ? wall : undefined;
}

function isOfTheCalendar(wall: WallTime): boolean {
  if (wall.hour > 23 || wall.minute > 59 || wall.second > 59) return false;
  // A day that its month does not have falls into another one.
  return new Date(utcMs(wall)).getUTCMonth() === wall.month - 1;
}

function offsetOf(groups: readonly (string | undefined)[]): number | undefined | 'invalid' {
  const [sign, hours, minutes] = groups.slice(7);
  if (sign === undefined) return undefined;
  if (Number(hours) > MOST_OFFSET_HOURS || Number(minutes) > 59) return 'invalid';
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? 0 - size : size;
}

function precisionOf(groups: readonly (string | undefined)[]): Precision {
  return PRECISIONS.findLast((_, index) => groups[index] !== undefined) as Precision;
}
