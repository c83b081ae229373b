import { fromFields, toZonedDateTime } from 'temporal-polyfill/fns/PlainDateTime';
import { DAY_MS, type EpochMs, epochMs } from '../clinical/instant.ts';
import { timeOfDayMs, utcMs, type WallTime } from './wall-time.ts';

/** Midnights already worked out; forgotten as a whole when there are too many, so memory stays bounded. */
const midnights = new Map<string, number | undefined>();
const MOST_MIDNIGHTS = 10_000;

/**
 * The instant at which a clock in the zone shows this time. On the two odd days a year: a time that the clock skips is
 * read with the offset before the change (02:30 becomes 03:30 summer time), one that it shows twice is the first.
 */
export function zonedInstant(wall: WallTime, timeZone: string): EpochMs {
  const midnight = midnightOf(wall, timeZone);
  return midnight === undefined ? byCalendar(wall, timeZone) : epochMs(midnight + timeOfDayMs(wall));
}

/** Where the day begins, if it is one of 24 hours; undefined when the clock changes in it. */
function midnightOf(wall: WallTime, timeZone: string): number | undefined {
  const key = `${timeZone} ${wall.year}-${wall.month}-${wall.day}`;
  if (midnights.has(key)) return midnights.get(key);
  const start = { ...wall, hour: 0, minute: 0, second: 0, millisecond: 0 };
  const from = byCalendar(start, timeZone);
  const to = byCalendar(nextDay(start), timeZone);
  const midnight = to - from === DAY_MS ? from : undefined;
  if (midnights.size >= MOST_MIDNIGHTS) midnights.clear();
  midnights.set(key, midnight);
  return midnight;
}

function nextDay(start: WallTime): WallTime {
  const next = new Date(utcMs(start) + DAY_MS);
  return { ...start, year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() };
}

function byCalendar(wall: WallTime, timeZone: string): EpochMs {
  return epochMs(
    toZonedDateTime(fromFields(wall), timeZone, { disambiguation: 'compatible' }).epochMilliseconds,
  );
}
