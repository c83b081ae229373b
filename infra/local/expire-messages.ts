import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS, type EpochMs, isoInstant, plusMs } from '../../shared/clinical/instant.ts';
import { codeOf } from './runtime-error.ts';

const DAY_FOLDER = /^\d{4}-\d{2}-\d{2}$/;

/** As long as the production environment in AWS keeps them. */
const KEPT_DAYS = { archive: 90, quarantine: 400 } as const;

/** Removes the days of archive and quarantine, by receipt, that are no longer kept; what is not a day stays. */
export async function expireMessages(messageFolder: string, now: EpochMs): Promise<void> {
  for (const [kind, days] of Object.entries(KEPT_DAYS)) {
    const firstKept = isoInstant(plusMs(now, -days * DAY_MS)).slice(0, 10);
    for (const day of await namesIn(join(messageFolder, kind))) {
      if (DAY_FOLDER.test(day) && day < firstKept) {
        await rm(join(messageFolder, kind, day), { recursive: true, force: true });
      }
    }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
