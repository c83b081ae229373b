import { changeEntry } from '../chart/change-entry.ts';
import type { ChartEntry } from '../chart/chart.ts';
import type { ChartRepository } from '../chart/chart-repository.ts';
import type { Delivery, SmsTally } from '../chart/delivery.ts';
import { stepOf } from '../chart/escalation.ts';
import type { Table } from '../chart/table.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { Clock } from '../runtime/clock.ts';
import { ChartContendedError } from '../runtime/errors.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { Operations, OperationsNotice } from './publisher.ts';
import { type KeptPage, keptPage, putOutcome, type SmsOutcome, settlePage, smsTally } from './sms-outcome.ts';
import { referenceOf } from './wording.ts';

export type SmsReachedParts = {
  readonly table: Pick<Table, 'get' | 'put' | 'query'>;
  readonly repository: ChartRepository;
  readonly operations: Operations;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'count'>;
};

/** A page whose every SMS fails is sent again until it was sent so often; then it is for people. */
const MOST_ATTEMPTS = 3;

/**
 * Takes in what became of one SMS: kept beside the alert, counted in the delivery of each alert of its page. When all SMS of
 * a page have failed its alerts count as not delivered: the sweep sends them again, and operations hear of it. Of SMS that are none of this service's
 * pages nothing is kept.
 */
export function createSmsReached(parts: SmsReachedParts): (outcome: SmsOutcome) => Promise<void> {
  return async (outcome) => {
    const { table, telemetry } = parts;
    const page = await keptPage(table, outcome.messageId);
    if (page === undefined) return telemetry.count('SmsUnmatched');
    await putOutcome(table, page, outcome);
    if (outcome.status === 'delivered') telemetry.count('SmsDelivered');
    else telemetry.count('SmsFailed', 1, { reason: outcome.reason });
    const tally = await smsTally(table, page);
    if (tally.delivered === 0 && tally.failed >= page.sms) await sendAgain(page, parts);
    else await change(page, parts, ({ delivery }) => counted(delivery, tally));
  };
}

async function sendAgain(page: KeptPage, parts: SmsReachedParts): Promise<void> {
  const { table, operations, clock, telemetry } = parts;
  if (page.settled) return;
  await operations.tell(smsReachedNobody(page));
  telemetry.count('PagesReachedNobodyBySms');
  await change(page, parts, (entry) => reopened(entry, page, clock.now()));
  await settlePage(table, page);
}

async function change(
  page: KeptPage,
  { repository }: SmsReachedParts,
  to: (entry: ChartEntry) => Delivery,
): Promise<void> {
  const { step = 1 } = page;
  const withDelivery = (entry: ChartEntry) => {
    // Of an earlier step: another has been paged since.
    if (stepOf(entry.escalation) !== step) return entry;
    const delivery = to(entry);
    return delivery === entry.delivery ? entry : { ...entry, delivery };
  };
  for (const { alertId: id, where } of [page, ...(page.others ?? [])]) {
    if (await changeEntry(repository, { id, where }, withDelivery)) continue;
    throw new ChartContendedError('a chart was written by others again and again');
  }
}

/** Outcomes may be counted in another order than they were put: the most that is known stays. */
function counted(delivery: Delivery, tally: SmsTally): Delivery {
  if (delivery.state !== 'sent') return delivery;
  const { sms: before = { delivered: 0, failed: 0 } } = delivery;
  return tally.delivered + tally.failed > before.delivered + before.failed
    ? { ...delivery, sms: tally }
    : delivery;
}

/** Due at once, as an attempt that is known to have failed; failed for good where it was sent often enough, or is answered. */
function reopened({ delivery, acknowledgement }: ChartEntry, { sms }: KeptPage, now: EpochMs): Delivery {
  if (delivery.state !== 'sent') return delivery;
  const { attempts } = delivery;
  if (attempts >= MOST_ATTEMPTS || acknowledgement !== undefined)
    return { ...delivery, sms: { delivered: 0, failed: sms } };
  return { state: 'claimed', token: 'sms-failed', until: now, attempts, lastError: 'SmsReachedNobody' };
}

function smsReachedNobody({ team, level, alertId }: KeptPage): OperationsNotice {
  return {
    code: 'SMS_REACHED_NOBODY',
    subject: `${team} ${level} ref ${referenceOf(alertId)}`,
    text: `Every SMS of a page has failed; it is sent again ${MOST_ATTEMPTS - 1} times at most. Telephone the team about the alert of this reference now, then look for the reason in the log of SNS (docs/operations.md).`,
  };
}
