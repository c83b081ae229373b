import { teamPartition } from '../chart/alert-places.ts';
import { parseItem } from '../chart/stored-item.ts';
import { type EpochMs, isoInstant } from '../clinical/instant.ts';
import { type AuditEntry, auditEntrySchema } from './audit-entry.ts';
import type { DeskAlertRow } from './desk-alert.ts';
import type { AlertList } from './desk-service.ts';
import type { DeskTable } from './desk-table.ts';

/** One look at a list. */
export type ListView = {
  readonly at: EpochMs;
  readonly by: string;
  readonly name: string;
  readonly which: AlertList;
  readonly alerts: readonly Pick<DeskAlertRow, 'alertId' | 'team'>[];
};

/** Append only: no entry is ever changed or taken away. */
export type AuditTrail = {
  /** Beside the result that the alert is about. */
  readonly append: (where: string, entry: AuditEntry) => Promise<void>;
  /** Who was shown which alerts of a list, in the partition of each team's list. */
  readonly appendList: (view: ListView) => Promise<void>;
  /** Oldest first. */
  readonly of: (where: string, alertId: string) => Promise<readonly AuditEntry[]>;
};

const prefixOf = (alertId: string) => `AUDIT#${alertId}#`;

/** After every sort key that begins with the prefix. */
const END = '~';

/** The audit trail in the table; `newToken` tells entries of one instant apart. */
export function createAuditTrail(
  table: Pick<DeskTable, 'put' | 'query'>,
  newToken: () => string,
): AuditTrail {
  return {
    append: (pk, entry) => {
      const { alertId, at } = entry;
      return table.put({ pk, sk: `${prefixOf(alertId)}${isoInstant(at)}#${newToken()}`, ...entry });
    },
    appendList: async ({ alerts, ...view }) => {
      const sk = `SEEN#${isoInstant(view.at)}#${newToken()}`;
      const items = Array.from(
        Map.groupBy(alerts, ({ team }) => team),
        ([team, shown]) => ({
          ...{ pk: teamPartition(team), sk, ...view },
          alertIds: shown.map(({ alertId }) => alertId),
        }),
      );
      await Promise.all(items.map((item) => table.put(item)));
    },
    of: async (pk, alertId) => {
      const items = await table.query(pk, prefixOf(alertId), `${prefixOf(alertId)}${END}`);
      return items.map((item) => parseItem(auditEntrySchema, item, 'audit'));
    },
  };
}
