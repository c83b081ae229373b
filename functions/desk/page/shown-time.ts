import {
  DAY_MS,
  type EpochMs,
  epochMs,
  HOUR_MS,
  isoInstant,
  MINUTE_MS,
} from '../../../shared/clinical/instant.ts';
import { type Html, html } from './html.ts';

/** Coordinated Universal Time: what a reader without script sees; with it, their own zone. */
const UTC = 'UTC';

/** An instant of any year as a person reads it, with its zone. */
export function shownTime(at: EpochMs, timeZone = UTC): Html {
  return timeElement(at, formatOf(timeZone, 'with-year'), 'with-year');
}

/** An instant of these days, as above but for its year. */
export function shownRecentTime(at: EpochMs, timeZone = UTC): Html {
  return timeElement(at, formatOf(timeZone, 'recent'), 'recent');
}

type Style = 'with-year' | 'recent';

/** `data-time` tells the script of the desk to show it in the reader's zone. */
function timeElement(at: EpochMs, format: Intl.DateTimeFormat, style: Style): Html {
  return html`<time datetime="${isoInstant(at)}" data-time="${style}">${format.format(at)}</time>`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once: a page of a year's results shows hundreds of instants. */
function formatOf(timeZone: string, style: Style): Intl.DateTimeFormat {
  const key = `${style} ${timeZone}`;
  const made = formats.get(key) ?? newFormat(timeZone, style);
  formats.set(key, made);
  return made;
}

function newFormat(timeZone: string, style: Style): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(style === 'with-year' && { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
}

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)/;

/** A sentence whose ISO 8601 instants are shown as a person reads them. */
export function withShownTimes(sentence: string, timeZone = UTC): readonly Html[] {
  return sentence
    .split(INSTANT)
    .map((part, index) => (index % 2 === 0 ? html`${part}` : shownTime(epochMs(Date.parse(part)), timeZone)));
}

const count = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`;

/** How much older (or newer) a context result is than the calcium, in whole days or hours. */
export function ageBeside(collectedAt: EpochMs, calciumAt: EpochMs): string {
  const apart = Math.abs(calciumAt - collectedAt);
  if (apart < MINUTE_MS) return 'with the calcium';
  const text =
    apart < HOUR_MS
      ? 'less than an hour'
      : apart < 2 * DAY_MS
        ? count(Math.floor(apart / HOUR_MS), 'hour')
        : count(Math.floor(apart / DAY_MS), 'day');
  return `${text} ${collectedAt < calciumAt ? 'before' : 'after'}`;
}

/** How long ago an instant was, for a list: '12 min', '3 h', '2 d'. Never negative: clocks differ. */
export function briefSpan(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < MINUTE_MS) return 'less than 1 min';
  if (whole < HOUR_MS) return `${Math.floor(whole / MINUTE_MS)} min`;
  if (whole < 2 * DAY_MS) return `${Math.floor(whole / HOUR_MS)} h`;
  return `${Math.floor(whole / DAY_MS)} d`;
}

/** How long ago; the script keeps it true while the page stays open. */
export function shownAge(at: EpochMs, now: EpochMs): Html {
  return html`<time datetime="${isoInstant(at)}" data-time="ago">${briefSpan(now - at)} ago</time>`;
}

/** How long until then; 'now' once it is over. */
export function shownTimeLeft(at: EpochMs, now: EpochMs): Html {
  const text = at <= now ? 'now' : `in ${briefSpan(at - now)}`;
  return html`<time datetime="${isoInstant(at)}" data-time="left">${text}</time>`;
}
