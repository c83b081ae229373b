import * as z from 'zod';
import type { Table } from '../chart/table.ts';
import { type EpochMs, MINUTE_MS } from '../clinical/instant.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Config, isCanary } from '../runtime/config.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

/** Whether one more page may go to this team at once; else it waits for the sweep. Never rejects. */
export type AdmitPage = (team: string) => Promise<boolean>;

export type AdmitPageParts = {
  readonly table: Pick<Table, 'get' | 'increment'>;
  readonly pageStorm: Config['pageStorm'];
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'error' | 'count'>;
};

/** Whoever is paged at the end of a window is not paged as often again at the beginning of the next. Longer than clocks differ. */
const CARRIED_OVER_MS = 5_000;
const KEPT_WINDOWS = 2;

/**
 * Counts the pages of each team in windows of fixed length, and lets the first ones of a window through. What cannot be
 * counted is let through: a page is never held back on a guess.
 */
export function createAdmitPage(parts: AdmitPageParts): AdmitPage {
  const { pageStorm, clock, telemetry } = parts;
  return async (team) => {
    if (isCanary(team)) return true;
    try {
      const isAdmitted = (await pagesInWindow(parts, team, clock.now())) <= pageStorm.pages;
      if (!isAdmitted) telemetry.count('PagesHeld', 1, { team });
      return isAdmitted;
    } catch (error) {
      telemetry.error('page-not-counted', error);
      return true;
    }
  };
}

/** This one included. */
async function pagesInWindow(
  { table, pageStorm }: AdmitPageParts,
  team: string,
  now: EpochMs,
): Promise<number> {
  const windowMs = pageStorm.withinMinutes * MINUTE_MS;
  const start = now - (now % windowMs);
  const partition = `TEAM#${team}`;
  const expiresAt = Math.ceil((start + KEPT_WINDOWS * windowMs) / 1_000);
  const count = await table.increment(partition, pagesKey(start), { expiresAt });
  if (now - start >= CARRIED_OVER_MS) return count;
  const before = await table.get(partition, pagesKey(start - windowMs));
  return count + (before === undefined ? 0 : countSchema.parse(before).count);
}

const countSchema = z.object({ count: z.int().positive() });
const pagesKey = (start: number): string => `PAGES#${start}`;
