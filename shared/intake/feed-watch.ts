import * as z from 'zod';
import type { Operations, OperationsNotice } from '../alerting/publisher.ts';
import type { Table } from '../chart/table.ts';
import { DAY_MS, type EpochMs, epochMsSchema, isoInstant, MINUTE_MS, plusMs } from '../clinical/instant.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Feed } from '../runtime/config.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

/** Keeps when a feed was last heard and whether its patients are known to the registry: what the sweep looks at. */
export type FeedWatch = {
  readonly heard: (feed: string, at: EpochMs) => Promise<void>;
  /** Patients of one message, received at this instant, were judged. */
  readonly judged: (
    feed: string,
    at: EpochMs,
    patients: readonly { readonly registered: boolean }[],
  ) => Promise<void>;
};

const KEPT_DAYS = 8;
/** A feed that is heard all the time is written down once in so long a process. */
const HEARD_EVERY_MS = MINUTE_MS;

/** A little less than the minute between two sweeps in AWS; on one machine they come more often. */
const CHECK_EVERY_MS = 50_000;

const partitionOf = (feed: string): string => `FEED#${feed}`;
const dayOf = (at: EpochMs): string => isoInstant(at).slice(0, 10);
const matchedKey = (day: string): string => `DAY#${day}#MATCHED`;
const unmatchedKey = (day: string): string => `DAY#${day}#UNMATCHED`;

/** Few writes: one a minute and feed while it is heard; none once a patient of the day was found in the registry. */
export function createFeedWatch(table: Pick<Table, 'put' | 'increment'>): FeedWatch {
  const heardAt = new Map<string, EpochMs>();
  const matchedOn = new Map<string, string>();
  return {
    heard: async (feed, at) => {
      const last = heardAt.get(feed);
      if (last !== undefined && at - last < HEARD_EVERY_MS) return;
      heardAt.set(feed, at);
      try {
        await table.put({ pk: partitionOf(feed), sk: 'HEARD', at });
      } catch (error) {
        heardAt.delete(feed);
        throw error;
      }
    },
    judged: async (feed, at, patients) => {
      const day = dayOf(at);
      if (matchedOn.get(feed) === day) return;
      const expiresAt = Math.floor((at + KEPT_DAYS * DAY_MS) / 1_000);
      if (patients.some(({ registered }) => registered)) {
        await table.put({ pk: partitionOf(feed), sk: matchedKey(day), expiresAt });
        matchedOn.set(feed, day);
        return;
      }
      for (let left = patients.length; left > 0; left -= 1) {
        await table.increment(partitionOf(feed), unmatchedKey(day), { expiresAt });
      }
    },
  };
}

export type FeedCheckDependencies = {
  readonly table: Pick<Table, 'get'>;
  readonly feeds: readonly Feed[];
  readonly operations: Operations;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'measure'>;
};

/** Each minute: counts the silent feeds, tells operations of feeds that are silent for too long, and once a day of those that match nobody. */
export function createFeedCheck(dependencies: FeedCheckDependencies): () => Promise<void> {
  const { feeds, operations, clock, telemetry } = dependencies;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checkedDay = '';
  return async () => {
    const now = clock.now();
    if (now - checkedAt < CHECK_EVERY_MS) return;
    checkedAt = now;
    let silent = 0;
    for (const feed of feeds) {
      const silence = await silenceOf(feed, now, dependencies);
      if (silence === undefined) continue;
      silent += 1;
      await operations.tell(silence);
    }
    telemetry.measure('FeedsSilent', silent, 'Count');
    const yesterday = dayOf(plusMs(now, 0 - DAY_MS));
    if (checkedDay === yesterday) return;
    for (const feed of feeds) {
      if (await matchedNobody(feed, yesterday, dependencies))
        await operations.tell(matchesNobody(feed, yesterday));
    }
    checkedDay = yesterday;
  };
}

const heardSchema = z.object({ at: epochMsSchema });
const countSchema = z.object({ count: z.number() });

/** When a feed was heard last, by a minute; undefined = never. */
export async function lastHeard(table: Pick<Table, 'get'>, feed: string): Promise<EpochMs | undefined> {
  const item = await table.get(partitionOf(feed), 'HEARD');
  return item === undefined ? undefined : heardSchema.parse(item).at;
}

/** A feed that was never heard is not silent: it has not begun. */
async function silenceOf(
  { id, expectedGapMinutes }: Feed,
  now: EpochMs,
  { table }: FeedCheckDependencies,
): Promise<OperationsNotice | undefined> {
  if (expectedGapMinutes === undefined) return undefined;
  const at = await lastHeard(table, id);
  if (at === undefined) return undefined;
  if (now - at <= expectedGapMinutes * MINUTE_MS) return undefined;
  return {
    code: 'FEED_SILENT',
    subject: `${id} since ${isoInstant(at)}`,
    text: 'A feed has been silent for longer than expected. Ask the interface desk of the laboratory; what it kept comes when the connection is back.',
  };
}

async function matchedNobody(
  { id, unmatchedPatientsAlarm }: Feed,
  day: string,
  { table }: FeedCheckDependencies,
): Promise<boolean> {
  const item = await table.get(partitionOf(id), unmatchedKey(day));
  if (item === undefined || countSchema.parse(item).count < unmatchedPatientsAlarm) return false;
  return (await table.get(partitionOf(id), matchedKey(day))) === undefined;
}

function matchesNobody({ id }: Feed, day: string): OperationsNotice {
  return {
    code: 'FEED_MATCHES_NOBODY',
    subject: `${id} ${day}`,
    text: 'None of the patients of a feed was found in the registry all day: alerts are likely being missed. Compare identifiers and assigning authority of the feed with those of the registry today.',
  };
}
