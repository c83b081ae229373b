import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { FeedStatus, Status } from './status.ts';

const SWEEP_LATE_MS = 5 * MINUTE_MS;
const OLDEST_SECONDS = 300;
/** Of fewer messages of results nothing can be said. */
const ENOUGH_RESULTS = 50;

/** What somebody has to act on: the names are those of the alarms of docs/operations.md where there is one. */
export function amissOf(status: Status): readonly string[] {
  const { at, sweptAt, feeds, queues, deadLetters, alerts, unread } = status;
  const now = Date.parse(at);
  const isSweepLate = sweptAt === null || now - Date.parse(sweptAt) > SWEEP_LATE_MS;
  return [
    ...(isSweepLate ? ['SweepNotRunning: what was not sent at once stays unsent'] : []),
    ...(deadLetters ? [`DeadLetters: ${deadLetters} failed every attempt`] : []),
    ...(queues ?? []).flatMap(({ name, oldestSeconds }) =>
      oldestSeconds !== null && oldestSeconds > OLDEST_SECONDS
        ? [`OldMessages: in ${name} one waits since ${Math.round(oldestSeconds / 60)} minutes`]
        : [],
    ),
    ...(alerts?.overdue ? [`UnsentAlerts: ${alerts.overdue} for longer than 3 minutes`] : []),
    ...(feeds ?? []).flatMap((feed) => amissOfFeed(feed, now)),
    ...unread.map((part) => `could not look at ${part}`),
  ];
}

function amissOfFeed(feed: FeedStatus, now: number): readonly string[] {
  const { id, results, calcium, unmapped } = feed;
  return [
    ...(isSilent(feed, now) ? [`FeedsSilent: ${id} for longer than expected`] : []),
    ...(unmapped > 0
      ? [`UnmappedCalcium: ${id} sent calcium that is not mapped ${unmapped} times; results are being missed`]
      : []),
    ...(results >= ENOUGH_RESULTS && calcium === 0
      ? [`CalciumShare: none of ${results} messages of ${id} holds calcium`]
      : []),
  ];
}

/** A feed that was never heard has not begun. */
export function isSilent({ lastHeardAt, expectedGapMinutes }: FeedStatus, now: number): boolean {
  if (lastHeardAt === null || expectedGapMinutes === null) return false;
  return now - Date.parse(lastHeardAt) > expectedGapMinutes * MINUTE_MS;
}
