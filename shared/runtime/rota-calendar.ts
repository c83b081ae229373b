import { createRequire } from 'node:module';
import type ical from 'node-ical';
import type { EventInstance, ParameterValue, VEvent } from 'node-ical';
import { DAY_MS, type EpochMs, MINUTE_MS, plusMs } from '../clinical/instant.ts';
import type { Turn } from './config-escalation.ts';
import { timeZoneSchema } from './config-time.ts';

/** Loaded where a rota has a calendar alone: it takes a tenth of a second and 13 MB, which every start would pay. */
const library = (): typeof ical => createRequire(import.meta.url)('node-ical');

/** What a calendar says of the time to come, and what it says of nobody who is known. */
export type CalendarTurns = {
  readonly turns: readonly Turn[];
  /** When each event begins that names nobody of `people`. */
  readonly unknown: readonly string[];
  /** Names of time zones, each once, that nobody knows. */
  readonly unknownZones: readonly string[];
};

/** What has begun before is of the past after a day; what comes later than this is for the next deployment. */
const PAST_MS = DAY_MS;
const FUTURE_MS = 400 * DAY_MS;

/** Stands for no zone: the library would take a time without one for a time of this machine. */
const FLOATING = 'Etc/GMT-0';
const FLOATING_TIMES =
  /^(DTSTART|DTEND|RECURRENCE-ID|EXDATE)(?:;VALUE=DATE-TIME)?:(?=[\dT,]+\r?$)(?=\d{8}T)/gim;
const EVENTS = /^BEGIN:VEVENT.*?^END:VEVENT/gims;

/**
 * The turns of an iCalendar text (RFC 5545), recurring events one by one. An event is of the person whose id its summary
 * is, or the name or the local part of the address of one who attends: in lower case, with hyphens for spaces. A time
 * without a zone is of the zone of the rota. Cancelled events are none.
 */
export function turnsOfCalendar(text: string, people: ReadonlySet<string>, now: EpochMs): CalendarTurns {
  const turns: Turn[] = [];
  const unknown: string[] = [];
  const zones = new Set<string>();
  for (const instance of instancesOf(withFloatingTimes(text), now)) {
    const person = namesIn(instance.event).find((name) => people.has(name));
    const from = timeText(instance.start, instance);
    zones.add(instance.start.tz ?? FLOATING);
    if (person === undefined) unknown.push(from);
    else turns.push({ from, to: timeText(instance.end, instance), person });
  }
  return {
    turns,
    unknown,
    unknownZones: [...zones].filter((zone) => !timeZoneSchema.safeParse(zone).success),
  };
}

function withFloatingTimes(text: string): string {
  return text.replace(EVENTS, (event) => event.replace(FLOATING_TIMES, `$1;TZID=${FLOATING}:`));
}

function instancesOf(text: string, now: EpochMs): readonly EventInstance[] {
  const { sync, expandRecurringEvent } = library();
  const within = { from: new Date(plusMs(now, -PAST_MS)), to: new Date(plusMs(now, FUTURE_MS)) };
  return Object.values(sync.parseICS(text))
    .filter((component): component is VEvent => component?.type === 'VEVENT')
    .flatMap((event) => expandRecurringEvent(event, { ...within, expandOngoing: true }))
    .filter(({ event }) => event.status !== 'CANCELLED')
    .toSorted((a, b) => Number(a.start) - Number(b.start));
}

/** A whole day begins for the library when it does by the clock of this machine. */
function timeText(at: Date, { start }: EventInstance): string {
  if (start.tz === undefined) return withoutZone(new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS));
  return start.tz === FLOATING ? withoutZone(at) : at.toISOString();
}

const withoutZone = (shown: Date): string => shown.toISOString().replace('Z', '');

function namesIn({ summary, attendee }: VEvent): readonly string[] {
  const attendees = [attendee ?? []].flat();
  const found = attendees.flatMap((one) => [
    typeof one === 'string' ? undefined : one.params.CN,
    textOf(one)
      .replace(/^mailto:/i, '')
      .split('@')[0],
  ]);
  return [textOf(summary), ...found].flatMap((name) => (name ? [personOf(name)] : []));
}

/** An event need not have a summary, whatever the library's types say. */
function textOf(value: ParameterValue<string, unknown> | undefined): string {
  return typeof value === 'string' ? value : (value?.val ?? '');
}

/** "Anna Berg" and anna.berg are anna-berg. */
function personOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s._]+/g, '-');
}
