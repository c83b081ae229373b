import type { OperationsNotice } from '../../shared/alerting/publisher.ts';
import type { DoorHeader } from '../../shared/hl7/door-header.ts';
import type { MessageFacts } from '../../shared/intake/facts-of.ts';

/** What operations are told of one message that was read: once a feed and cause, counted from then on. */
export function noticesOf(
  { unmapped, valuesQuarantined }: Pick<MessageFacts, 'unmapped' | 'valuesQuarantined'>,
  feed: string,
): OperationsNotice[] {
  return [
    ...unmapped.map((code) => unmappedNotice(feed, code)),
    ...valuesQuarantined.map(({ loinc, reason }) => valueNotice(feed, loinc, reason)),
  ];
}

function unmappedNotice(feed: string, code: string): OperationsNotice {
  return {
    code: 'UNMAPPED_CALCIUM',
    subject: `${feed} ${codeText(code)}`,
    text: 'A result looks like calcium and its code is not mapped: it is not judged. Map the code in the configuration of the feed, then replay its messages.',
  };
}

function valueNotice(feed: string, loinc: string, reason: string): OperationsNotice {
  return {
    code: 'VALUE_QUARANTINED',
    subject: `${feed} ${loinc} ${reason}`,
    text: 'A calcium or albumin value was set aside because it cannot be understood safely: it is not judged. Ask the laboratory what it sends.',
  };
}

export function messageQuarantinedNotice(feed: string, reason: string): OperationsNotice {
  return {
    code: 'MESSAGE_QUARANTINED',
    subject: `${feed} ${reason}`,
    text: 'A message could not be processed and lies in quarantine with its bytes. Mend the cause, then replay it.',
  };
}

export function unknownSenderNotice(feed: string): OperationsNotice {
  return {
    code: 'UNKNOWN_SENDER',
    subject: feed,
    text: 'A sender that is not configured sends messages. They are read with the strict defaults; configure it as a feed.',
  };
}

export function unknownPolicySetNotice(set: string): OperationsNotice {
  return {
    code: 'POLICY_SET_UNKNOWN',
    subject: set,
    text: 'The registry names a policy set that the configuration lacks: its patients are judged by the policy of their team. Add the set, or correct the registry.',
  };
}

export function unreadCalciumNotice(feed: string, { code, event }: DoorHeader): OperationsNotice {
  return {
    code: 'UNREAD_MESSAGE_TYPE',
    subject: `${feed} ${codeText(code)}^${codeText(event)}`,
    text: 'A message of a type that is not read holds a result that looks like calcium or its like: it is not judged. Ask the laboratory to send results as ORU.',
  };
}

/** Codes come from outside: only what has the shape of a short code is repeated. */
function codeText(code: string): string {
  return /^[\w.:+-]{1,20}$/.test(code) ? code : '(not a short code)';
}
