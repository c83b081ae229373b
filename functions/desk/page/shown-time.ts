import {
  DAY_MS,
  type EpochMs,
  epochMs,
  HOUR_MS,
  isoInstant,
  MINUTE_MS,
} from '../../../shared/clinical/instant.ts';
import { type Html, html } from './html.ts';

/** An instant of any year as a person on this machine reads it, with its zone. */
export function shownTime(at: EpochMs, timeZone: string | undefined): Html {
  return timeElement(at, timeZone, { year: 'numeric' });
}

/** An instant of these days, as above but for its year. */
export function shownRecentTime(at: EpochMs, timeZone: string | undefined): Html {
  return timeElement(at, timeZone, {});
}

function timeElement(
  at: EpochMs,
  timeZone: string | undefined,
  year: Pick<Intl.DateTimeFormatOptions, 'year'>,
): Html {
  const text = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    ...year,
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(timeZone !== undefined && { timeZone }),
  }).format(at);
  return html`<time datetime="${isoInstant(at)}">${text}</time>`;
}

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)/;

/** A sentence whose ISO 8601 instants are shown as a person reads them. */
export function withShownTimes(sentence: string, timeZone: string | undefined): readonly Html[] {
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
