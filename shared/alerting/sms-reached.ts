import type { ChartRepository } from '../chart/chart-repository.ts';
import type { Delivery } from '../chart/delivery.ts';
import type { Table } from '../chart/table.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { Clock } from '../runtime/clock.ts';
import { ChartContendedError } from '../runtime/errors.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { changeDelivery } from './mark-outcomes.ts';
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
 * Takes in what became of one SMS. When all SMS of a page have failed the alert counts as not delivered: the sweep sends it
 * again, and operations hear of it. Of SMS that are none of this service's pages nothing is kept.
 */
export function createSmsReached(parts: SmsReachedParts): (outcome: SmsOutcome) => Promise<void> {
  return async (outcome) => {
    const { table, telemetry } = parts;
    const page = await keptPage(table, outcome.messageId);
    if (page === undefined) return telemetry.count('SmsUnmatched');
    await putOutcome(table, page, outcome);
    if (outcome.status === 'delivered') return telemetry.count('SmsDelivered');
    telemetry.count('SmsFailed', 1, { reason: outcome.reason });
    await settleIfNobody(page, parts);
  };
}

async function settleIfNobody(page: KeptPage, parts: SmsReachedParts): Promise<void> {
  const { table, repository, operations, clock, telemetry } = parts;
  const { delivered, failed } = await smsTally(table, page);
  if (page.settled || delivered > 0 || failed < page.sms) return;
  await operations.tell(smsReachedNobody(page));
  telemetry.count('PagesReachedNobodyBySms');
  const place = { id: page.alertId, where: page.where };
  if (!(await changeDelivery(repository, place, (delivery) => reopened(delivery, clock.now())))) {
    throw new ChartContendedError('a chart was written by others again and again');
  }
  await settlePage(table, page);
}

/** Due at once, as an attempt that is known to have failed. */
function reopened(delivery: Delivery, now: EpochMs): Delivery {
  if (delivery.state !== 'sent' || delivery.attempts >= MOST_ATTEMPTS) return delivery;
  const { attempts } = delivery;
  return { state: 'claimed', token: 'sms-failed', until: now, attempts, lastError: 'SmsReachedNobody' };
}

function smsReachedNobody({ team, level, alertId }: KeptPage): OperationsNotice {
  return {
    code: 'SMS_REACHED_NOBODY',
    subject: `${team} ${level} ref ${referenceOf(alertId)}`,
    text: `Every SMS of a page has failed; it is sent again ${MOST_ATTEMPTS - 1} times at most. Telephone the team about the alert of this reference now, then look for the reason in the log of SNS (docs/operations.md).`,
  };
}
