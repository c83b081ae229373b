import { fromEpochMilliseconds, toZonedDateTimeISO } from 'temporal-polyfill/fns/Instant';
import { offsetNanoseconds } from 'temporal-polyfill/fns/ZonedDateTime';
import { type EpochMs, epochMs } from '../clinical/instant.ts';
import { zonedInstant } from '../hl7/zone.ts';

/** What a clock on a wall shows, as milliseconds since that clock showed 1970-01-01T00:00. Not an instant. */
export type WallMs = number & { readonly __unit: 'WallMs' };

const NANOSECONDS_A_MS = 1_000_000;

export function wallAt(at: EpochMs, timeZone: string): WallMs {
  const zoned = toZonedDateTimeISO(fromEpochMilliseconds(at), timeZone);
  return (at + offsetNanoseconds(zoned) / NANOSECONDS_A_MS) as WallMs;
}

/** Of a time such as 2026-12-24T09:00. */
export function wallOf(local: string): WallMs {
  return Date.parse(`${local}Z`) as WallMs;
}

/** The instant at which a clock in the zone shows this. A time that the clock skips is read as after it. */
export function instantOf(wall: WallMs, timeZone: string): EpochMs {
  const shown = new Date(wall);
  const time = {
    ...{ year: shown.getUTCFullYear(), month: shown.getUTCMonth() + 1, day: shown.getUTCDate() },
    ...{ hour: shown.getUTCHours(), minute: shown.getUTCMinutes(), second: shown.getUTCSeconds() },
    millisecond: shown.getUTCMilliseconds(),
  };
  return zonedInstant(time, timeZone);
}

/** The instant of a time in ISO 8601: in the zone, unless it ends with an offset of its own. */
export function instantOfText(time: string, timeZone: string): EpochMs {
  return /(Z|[+-]\d\d:?\d\d)$/.test(time) ? epochMs(Date.parse(time)) : instantOf(wallOf(time), timeZone);
}
