import type { ChartRepository } from '../../shared/chart/chart-repository.ts';
import type { Keys } from '../../shared/chart/keys.ts';
import type { Table } from '../../shared/chart/table.ts';
import type { MessageQueue } from '../../shared/intake/message-queue.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Config } from '../../shared/runtime/config.ts';
import type { MessageObjects } from './message-objects.ts';

/** Where messages of the past are kept, and where they go again: on one machine, or in AWS. */
export type ReplaySite = {
  readonly archive: MessageObjects;
  readonly quarantine: MessageObjects;
  readonly queue: MessageQueue;
  readonly config: Config;
  readonly clock: Clock;
  readonly table: Pick<Table, 'put' | 'query'>;
  /** Only a rehearsal needs them. */
  readonly charts: () => Promise<{
    readonly stored: Pick<ChartRepository, 'read' | 'chart'>;
    readonly keys: Keys;
  }>;
};
