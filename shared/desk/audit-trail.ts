import { teamPartition } from '../chart/alert-places.ts';
import { parseItem } from '../chart/stored-item.ts';
import { isoInstant } from '../clinical/instant.ts';
import { type AuditEntry, auditEntrySchema, type ListView, listViewSchema } from './audit-entry.ts';
import type { DeskAlertRow } from './desk-alert.ts';
import type { ListViewPage } from './desk-service.ts';
import type { DeskTable } from './desk-table.ts';
import { cursorOf } from './list-cursor.ts';

/** One look at the lists of several teams. */
export type ListsView = Omit<ListView, 'alertIds'> & {
  readonly alerts: readonly Pick<DeskAlertRow, 'alertId' | 'team'>[];
};

/** Append only: no entry is ever changed or taken away. */
export type AuditTrail = {
  /** Beside the result that the alert is about. */
  readonly append: (where: string, entry: AuditEntry) => Promise<void>;
  /** Who was shown which alerts of a list, in the partition of each team's list. */
  readonly appendList: (view: ListsView) => Promise<void>;
  /** Looks at a team's list, the newest first; `before` is a sort key. */
  readonly listViews: (team: string, before?: string) => Promise<ListViewPage>;
  /** Oldest first. */
  readonly of: (where: string, alertId: string) => Promise<readonly AuditEntry[]>;
};

const prefixOf = (alertId: string) => `AUDIT#${alertId}#`;

/** After every sort key that begins with the prefix. */
const END = '~';

const SEEN_PREFIX = 'SEEN#';
const VIEWS_A_PAGE = 50;

/** The audit trail in the table; `newToken` tells entries of one instant apart. */
export function createAuditTrail(
  table: Pick<DeskTable, 'put' | 'query' | 'newest'>,
  newToken: () => string,
): AuditTrail {
  return {
    append: (pk, entry) => {
      const { alertId, at } = entry;
      return table.put({ pk, sk: `${prefixOf(alertId)}${isoInstant(at)}#${newToken()}`, ...entry });
    },
    appendList: async ({ alerts, ...view }) => {
      const sk = `${SEEN_PREFIX}${isoInstant(view.at)}#${newToken()}`;
      const items = Array.from(
        Map.groupBy(alerts, ({ team }) => team),
        ([team, shown]) => ({
          ...{ pk: teamPartition(team), sk, ...view },
          alertIds: shown.map(({ alertId }) => alertId),
        }),
      );
      await Promise.all(items.map((item) => table.put(item)));
    },
    listViews: async (team, before = `${SEEN_PREFIX}${END}`) => {
      const limit = VIEWS_A_PAGE;
      const items = await table.newest({ pk: teamPartition(team), from: SEEN_PREFIX, before, limit });
      const views = items.map((item) => parseItem(listViewSchema, item, 'look at a list'));
      const last = items.at(-1);
      if (last === undefined || items.length < limit) return { views };
      return { views, next: cursorOf({ before: last.sk, skip: 0 }) };
    },
    of: async (pk, alertId) => {
      const items = await table.query(pk, prefixOf(alertId), `${prefixOf(alertId)}${END}`);
      return items.map((item) => parseItem(auditEntrySchema, item, 'audit'));
    },
  };
}
