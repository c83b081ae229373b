import type { Page } from '../../shared/alerting/publisher.ts';
import type { Fate } from '../../shared/intake/fate.ts';

/** What left the workers other than by the table: it survives every crash. */
export type Outcomes = {
  readonly published: Page[];
  /** By the id of the message in the queue, every fate that was recorded of it. */
  readonly fates: Map<string, Set<Fate['is']>>;
  /** Ids of messages of which quarantine holds the bytes. */
  readonly quarantined: Set<string>;
  /** All that logs, metrics and operations were told, as text. */
  readonly told: string[];
};

export function createOutcomes(): Outcomes {
  return { published: [], fates: new Map(), quarantined: new Set(), told: [] };
}
