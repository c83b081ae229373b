import type { Page } from '../../shared/alerting/publisher.ts';
import type { Fate } from '../../shared/intake/fate.ts';
import type { OtherMessage } from './hl7-bytes.ts';
import type { ToldAnswer } from './people.ts';
import type { Message } from './scenario.ts';

/** What left the workers other than by the table: it survives every crash. */
export type Outcomes = {
  readonly published: Page[];
  /** When each of them was. */
  readonly publishedAt: number[];
  /** What people at the desk were told is done. */
  readonly answers: ToldAnswer[];
  /** By its id, every message that was put into the queue. */
  readonly queued: Map<string, Message | OtherMessage>;
  /** By the id of the message in the queue, every fate that was recorded of it. */
  readonly fates: Map<string, Set<Fate['is']>>;
  /** Ids of messages of which quarantine holds the bytes. */
  readonly quarantined: Set<string>;
  /** All that logs, metrics and operations were told, as text. */
  readonly told: string[];
};

export function createOutcomes(): Outcomes {
  return {
    ...{ published: [], publishedAt: [], answers: [], told: [] },
    ...{ queued: new Map(), fates: new Map(), quarantined: new Set() },
  };
}
