import * as z from 'zod';
import { LISTED_PREFIX, listedItemSchema, teamPartition } from '../chart/alert-places.ts';
import { findEntry } from '../chart/change-entry.ts';
import type { ChartEntry } from '../chart/chart.ts';
import type { ChartRepository } from '../chart/chart-repository.ts';
import { parseItem } from '../chart/stored-item.ts';
import type { Table } from '../chart/table.ts';
import { type EpochMs, epochMs, epochMsSchema, isoInstant, MINUTE_MS, plusMs } from '../clinical/instant.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { type AlertBus, alertEvent, MOST_AT_ONCE } from './alert-event.ts';

export type PublishEventsParts = {
  readonly table: Pick<Table, 'query' | 'get' | 'put'>;
  readonly repository: ChartRepository;
  readonly teams: readonly string[];
  readonly bus: AlertBus;
  /** The bundle that goes with an event; none where events say nothing of a patient. */
  readonly bundleOf: ((alertId: string) => Promise<string | undefined>) | undefined;
  readonly deskUrl: string;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'error'>;
};

export type Published = { readonly published: number; readonly failed: number };

/**
 * A line of a team's list is put before the chart that names its alert, by an attempt that takes less than this with all
 * that clocks differ: what is older and stands in no chart never will.
 */
const LONGEST_ATTEMPT_MS = 30 * MINUTE_MS;

/** Of one team in one run; the next goes on. */
const MOST_OF_A_RUN = 200;

/** How far a team's list is told: nothing is left before `from`, and of what was raised since these are told. */
const progressSchema = z.object({
  from: epochMsSchema,
  told: z.array(z.object({ id: z.string(), raisedAt: epochMsSchema })),
});
type Progress = z.infer<typeof progressSchema>;

/**
 * Tells a bus of every alert once it stands in its chart, at least once: progress is kept after the bus has taken an event.
 * What was raised before the first run is not told. One team that fails never stops the others.
 */
export function createPublishEvents(parts: PublishEventsParts): () => Promise<Published> {
  return async () => {
    let [published, failed] = [0, 0];
    for (const team of parts.teams) {
      try {
        const of = await publishTeam(parts, team);
        published += of.published;
        failed += of.failed;
      } catch (error) {
        parts.telemetry.error('events-not-published', error, { team });
        failed += 1;
      }
    }
    return { published, failed };
  };
}

async function publishTeam(parts: PublishEventsParts, team: string): Promise<Published> {
  const { table, clock } = parts;
  const now = clock.now();
  const progress = await readProgress(table, team);
  if (progress === undefined) {
    await keepProgress(table, team, { from: now, told: [] });
    return { published: 0, failed: 0 };
  }
  const untold = await untoldAlerts(parts, team, progress);
  const alerts = untold.slice(0, MOST_OF_A_RUN);
  const taken = await tell(parts, team, alerts);
  const isTaken = ({ id }: ChartEntry) => taken.has(id);
  await moveOn(parts, team, progress, {
    now,
    told: alerts.filter(isTaken),
    left: untold.filter((alert) => !isTaken(alert)),
  });
  return { published: taken.size, failed: alerts.length - taken.size };
}

/** The oldest first. */
async function untoldAlerts(
  { table, repository }: PublishEventsParts,
  team: string,
  { from, told }: Progress,
): Promise<readonly ChartEntry[]> {
  const known = new Set(told.map(({ id }) => id));
  const items = await table.query(
    teamPartition(team),
    `${LISTED_PREFIX}${isoInstant(from)}`,
    `${LISTED_PREFIX}~`,
  );
  const lines = items.map((item) => parseItem(listedItemSchema, item, 'line of a list'));
  const untold: ChartEntry[] = [];
  for (const { alertId: id, where, details } of lines) {
    if (known.has(id)) continue;
    const found = await findEntry(repository, { id, where });
    if (found?.entry.details === details) untold.push(found.entry);
  }
  return untold;
}

/** The ids of those that the bus has taken. */
async function tell(
  parts: PublishEventsParts,
  team: string,
  alerts: readonly ChartEntry[],
): Promise<ReadonlySet<string>> {
  const told = new Set<string>();
  for (let first = 0; first < alerts.length; first += MOST_AT_ONCE) {
    const some = await Promise.all(
      alerts.slice(first, first + MOST_AT_ONCE).map((alert) => eventOf(parts, team, alert)),
    );
    const events = some.filter((told) => told !== undefined);
    const taken = await parts.bus(events.map(({ event }) => event));
    for (const [index, { id }] of events.entries()) if (taken[index] === true) told.add(id);
  }
  return told;
}

/** Undefined where its bundle cannot be made now: it is left, and the others are told. */
async function eventOf(
  { bundleOf, deskUrl, telemetry }: PublishEventsParts,
  team: string,
  alert: ChartEntry,
) {
  const { id } = alert;
  try {
    return { id, event: alertEvent(alert, { team, deskUrl, bundle: await bundleOf?.(id) }) };
  } catch (error) {
    telemetry.error('bundle-not-made', error, { alertId: id });
    return undefined;
  }
}

type Step = {
  readonly now: EpochMs;
  readonly told: readonly ChartEntry[];
  readonly left: readonly ChartEntry[];
};

/** Written where something was told, and now and then where nothing is. */
async function moveOn(
  { table }: PublishEventsParts,
  team: string,
  progress: Progress,
  { now, told, left }: Step,
): Promise<void> {
  const settled = plusMs(now, -LONGEST_ATTEMPT_MS);
  if (told.length === 0 && progress.from > plusMs(settled, -LONGEST_ATTEMPT_MS)) return;
  const oldestLeft = Math.min(settled, ...left.map(({ raisedAt }) => raisedAt));
  const from = epochMs(Math.max(progress.from, oldestLeft));
  const known = [...progress.told, ...told.map(({ id, raisedAt }) => ({ id, raisedAt }))];
  await keepProgress(table, team, { from, told: known.filter(({ raisedAt }) => raisedAt >= from) });
}

const progressKey = (team: string) => ({ pk: `EVENTS#${team}`, sk: 'EVENTS' });

async function readProgress(table: Pick<Table, 'get'>, team: string): Promise<Progress | undefined> {
  const { pk, sk } = progressKey(team);
  const item = await table.get(pk, sk);
  return item && parseItem(progressSchema, item, 'progress of events');
}

async function keepProgress(table: Pick<Table, 'put'>, team: string, progress: Progress): Promise<void> {
  await table.put({ ...progressKey(team), ...progress });
}
