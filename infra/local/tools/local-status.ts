import { isoInstant } from '../../../shared/clinical/instant.ts';
import type { DeskDependencies } from '../../../shared/desk/desk-dependencies.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { feedStatuses } from '../../../tools/status/feed-statuses.ts';
import { openAlerts } from '../../../tools/status/open-alerts.ts';
import type { Status } from '../../../tools/status/status.ts';
import type { Database } from '../database/database-client.ts';
import type { FeedCounts } from './count-feeds.ts';

export type LocalStatusParts = {
  readonly database: Database;
  readonly config: Config;
  readonly counts: FeedCounts;
};

/** How this machine does. */
export async function localStatus(
  dependencies: DeskDependencies,
  { database, config, counts }: LocalStatusParts,
): Promise<Status> {
  const now = dependencies.clock.now();
  const [{ waiting, dead }, oldest, feeds, alerts] = await Promise.all([
    database.ask('depth', undefined),
    database.ask('oldestWaiting', undefined),
    feedStatuses(dependencies.table, config, counts.countOf),
    openAlerts(dependencies),
  ]);
  const sweptAt = counts.sweptAt();
  return {
    at: isoInstant(now),
    countedSince: counts.since,
    feeds,
    queues: [
      { name: 'intake', waiting, oldestSeconds: oldest === undefined ? null : (now - oldest) / 1_000 },
    ],
    deadLetters: dead,
    alerts,
    sweptAt: sweptAt === undefined ? null : isoInstant(sweptAt),
    unread: [],
  };
}
