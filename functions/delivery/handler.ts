import type { CloudWatchLogsEvent } from 'aws-lambda';
import type { SmsOutcome } from '../../shared/alerting/sms-outcome.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { readSmsLog } from './sms-log.ts';

export type DeliveryParts = {
  readonly smsReached: (outcome: SmsOutcome) => Promise<void>;
  readonly telemetry: Telemetry;
};

/** Reads what SNS logged of SMS into the delivery of their alerts. What fails comes again, and is noted once all the same. */
export function createHandler({
  smsReached,
  telemetry,
}: DeliveryParts): (event: CloudWatchLogsEvent) => Promise<void> {
  return async ({ awslogs }) => {
    const { outcomes, unread } = readSmsLog(awslogs.data);
    if (unread > 0) telemetry.count('SmsLogUnread', unread);
    const failures: unknown[] = [];
    for (const outcome of outcomes) {
      try {
        await smsReached(outcome);
      } catch (error) {
        telemetry.error('sms-outcome-failed', error, { messageId: outcome.messageId });
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
}
