import * as z from 'zod';
import type { SmsTally } from '../chart/delivery.ts';
import type { Table } from '../chart/table.ts';
import { DAY_MS, epochMsSchema } from '../clinical/instant.ts';
import { levelSchema } from '../clinical/level.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Config } from '../runtime/config.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { AlertPlace } from './publisher.ts';
import { contactsFor } from './routing.ts';

/** A page that SNS has taken. */
export type HandedOver = {
  /** Of SNS: its logs of SMS name it again. */
  readonly messageId: string;
  /** Partition in which the alert's result lies. */
  readonly where: string;
  readonly alertId: string;
  /** The team whose topic took it. */
  readonly team: string;
  readonly level: z.infer<typeof levelSchema>;
  /** The step of the escalation that was paged, and whom it pages. */
  readonly step: number;
  readonly contacts: readonly string[];
  /** The further alerts that the page stands for. */
  readonly others?: readonly AlertPlace[];
};

const keptPageSchema = z.object({
  messageId: z.string(),
  where: z.string(),
  alertId: z.string(),
  team: z.string(),
  level: levelSchema,
  /** Absent of the first step. */
  step: z.int().positive().exactOptional(),
  others: z.array(z.object({ alertId: z.string(), where: z.string() })).exactOptional(),
  /** How many SMS it stands for. */
  sms: z.int().positive(),
  /** All of its SMS failed, and what follows from that is done. */
  settled: z.boolean().exactOptional(),
  expiresAt: z.number(),
});
export type KeptPage = z.infer<typeof keptPageSchema>;

const outcomeSchema = z.object({
  status: z.enum(['delivered', 'failed']),
  /** One of few codes; what the carrier said stays in the log of SNS. */
  reason: z.string(),
  at: epochMsSchema,
});

/** What became of one SMS of a page. */
export type SmsOutcome = z.infer<typeof outcomeSchema> & {
  readonly messageId: string;
  /** Of the log event: the same one may come twice. */
  readonly eventId: string;
};

/** Carriers report for 72 hours. */
const KEPT_DAYS = 8;
const PAGE_KEY = 'PAGE';

const partitionOf = (messageId: string): string => `PAGE#${messageId}`;
const outcomesPrefix = ({ alertId, messageId }: Pick<KeptPage, 'alertId' | 'messageId'>): string =>
  `PAGED#${alertId}#${messageId}#`;

export type KeepPageParts = {
  readonly table: Pick<Table, 'put'>;
  readonly teams: Config['teams'];
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'error'>;
};

/** Keeps each page that goes out by SMS, by the id that SNS gave it. Never rejects: the page is sent. */
export function createKeepPage(parts: KeepPageParts): (page: HandedOver) => Promise<void> {
  const { table, teams, clock, telemetry } = parts;
  return async ({ contacts: names, step, ...page }) => {
    const team = teams.find(({ id }) => id === page.team);
    const contacts = team === undefined ? [] : contactsFor(team, page.level, names);
    const sms = contacts.filter(({ protocol }) => protocol === 'sms').length;
    if (sms === 0) return;
    const expiresAt = Math.floor((clock.now() + KEPT_DAYS * DAY_MS) / 1_000);
    try {
      const later = step > 1 && { step };
      await table.put({ pk: partitionOf(page.messageId), sk: PAGE_KEY, ...page, ...later, sms, expiresAt });
    } catch (error) {
      telemetry.error('page-not-kept', error, { alertId: page.alertId });
    }
  };
}

/** The page of this id, unless it is none of ours or long gone. */
export async function keptPage(table: Pick<Table, 'get'>, messageId: string): Promise<KeptPage | undefined> {
  const item = await table.get(partitionOf(messageId), PAGE_KEY);
  return item === undefined ? undefined : keptPageSchema.parse(item);
}

export async function settlePage(table: Pick<Table, 'put'>, page: KeptPage): Promise<void> {
  await table.put({ pk: partitionOf(page.messageId), sk: PAGE_KEY, ...page, settled: true });
}

/** Puts the outcome beside the alert, once however often its log event comes. */
export async function putOutcome(
  table: Pick<Table, 'put'>,
  page: KeptPage,
  { eventId, status, reason, at }: SmsOutcome,
): Promise<void> {
  await table.put({ pk: page.where, sk: `${outcomesPrefix(page)}${eventId}`, status, reason, at });
}

/** How many SMS of a page are known to have been delivered, and to have failed. */
export async function smsTally(table: Pick<Table, 'query'>, page: KeptPage): Promise<SmsTally> {
  const prefix = outcomesPrefix(page);
  const items = await table.query(page.where, prefix, `${prefix}~`);
  const statuses = items.map((item) => outcomeSchema.parse(item).status);
  const delivered = statuses.filter((status) => status === 'delivered').length;
  return { delivered, failed: statuses.length - delivered };
}
