import type { OperationsNotice } from '../../shared/alerting/publisher.ts';
import type { Reconciled } from '../../shared/alerting/reconcile-subscriptions.ts';

/** What operations are told of one topic: once a day, contact and fault. */
export function noticesOf(
  { topic, unknown, unconfirmed, ended, unheard }: Reconciled,
  day: string,
): OperationsNotice[] {
  const notice = (code: string, text: string) => (subject: string) => ({
    code,
    subject: `${topic} ${subject} ${day}`,
    text,
  });
  return [
    ...unheard.map(
      notice(
        'LEVEL_REACHES_NOBODY',
        'No confirmed subscription of this topic hears of this level: its pages reach nobody. Give the team a contact who is reached now.',
      ),
    ),
    ...unknown.map(
      notice(
        'CONTACT_UNKNOWN',
        'The parameter of a contact is missing or holds no telephone number (+ and digits) or e-mail address. Set it in Parameter Store.',
      ),
    ),
    ...ended.map(
      notice(
        'SUBSCRIPTION_ENDED',
        'The subscription of a contact was ended, by its reader or by SNS. It is subscribed anew: the reader has to confirm it.',
      ),
    ),
    ...unconfirmed.map(
      notice(
        'SUBSCRIPTION_UNCONFIRMED',
        'A contact has not confirmed the e-mail of its subscription and hears nothing. SNS forgets it after 48 hours; it is then asked again.',
      ),
    ),
  ];
}
