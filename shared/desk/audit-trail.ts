import { parseItem } from '../chart/stored-item.ts';
import { isoInstant } from '../clinical/instant.ts';
import { type AuditEntry, auditEntrySchema } from './audit-entry.ts';
import type { DeskTable } from './desk-table.ts';

/** Append only: no entry is ever changed or taken away. */
export type AuditTrail = {
  /** Beside the result that the alert is about. */
  readonly append: (where: string, entry: AuditEntry) => Promise<void>;
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
    of: async (pk, alertId) => {
      const items = await table.query(pk, prefixOf(alertId), `${prefixOf(alertId)}${END}`);
      return items.map((item) => parseItem(auditEntrySchema, item, 'audit'));
    },
  };
}
