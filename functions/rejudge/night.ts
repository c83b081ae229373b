import * as z from 'zod';
import { placeSchema } from '../../shared/chart/patient-page.ts';
import { parseItem } from '../../shared/chart/stored-item.ts';
import type { Table } from '../../shared/chart/table.ts';
import { type EpochMs, epochMsSchema, HOUR_MS, isoInstant, plusMs } from '../../shared/clinical/instant.ts';
import { NOTHING_YET, tallySchema } from './tally.ts';

const KEY = { pk: 'REJUDGE#night', sk: 'PROGRESS' } as const;

const nightSchema = z.object({
  version: z.int().positive(),
  /** Its date: 2026-11-23. */
  night: z.string(),
  startedAt: epochMsSchema,
  /** Where to go on; absent at the beginning and at the end. */
  after: placeSchema.exactOptional(),
  /** Whom the last page ended with. */
  last: z.string().exactOptional(),
  finishedAt: epochMsSchema.exactOptional(),
  /** The end of the last night that came to one. */
  lastFinishedAt: epochMsSchema.exactOptional(),
  tally: tallySchema,
});

/** How far the re-judge of a night has come. */
export type Night = z.infer<typeof nightSchema>;

/** Nights begin at 01:00 UTC. */
const BEGINS_MS = HOUR_MS;

function dateOf(now: EpochMs): string {
  return isoInstant(plusMs(now, -BEGINS_MS)).slice(0, 10);
}

/**
 * The night that is to be worked at: one that has not come to its end goes on, whatever the date. One that a wrong clock
 * dated ahead keeps none from beginning.
 */
export async function loadNight(table: Pick<Table, 'get'>, now: EpochMs): Promise<Night> {
  const item = await table.get(KEY.pk, KEY.sk);
  const tonight = dateOf(now);
  if (item === undefined) return { version: 0, night: tonight, startedAt: now, tally: NOTHING_YET };
  const { version, ...last } = parseItem(nightSchema, item, 'progress of the re-judge');
  if (last.finishedAt === undefined || last.night === tonight) return { version, ...last };
  return {
    ...{ version, night: tonight, startedAt: now, tally: NOTHING_YET },
    lastFinishedAt: last.finishedAt,
  };
}

/** The night as saved; undefined where another run has gone on with it. */
export async function saveNight(table: Pick<Table, 'putVersion'>, night: Night): Promise<Night | undefined> {
  const saved = { ...night, version: night.version + 1 };
  return (await table.putVersion({ ...KEY, ...saved }, night.version)) ? saved : undefined;
}
