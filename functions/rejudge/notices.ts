import type { OperationsNotice } from '../../shared/alerting/publisher.ts';

/** Told once a day, and again with every tenfold. */
export function alertMissedNotice(day: string): OperationsNotice {
  return {
    code: 'ALERT_MISSED',
    subject: day,
    text: 'The nightly re-judge found something that should have been raised when its message was judged, and was not. It has been raised now. Find out why it was missed: see the runbook.',
  };
}
