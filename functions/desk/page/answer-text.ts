import type { Acknowledgement, AcknowledgeReason } from '../../../shared/chart/acknowledgement.ts';
import type { CallOutcome } from '../../../shared/desk/audit-entry.ts';
import { type Html, html } from './html.ts';
import { shownRecentTime, shownTime } from './shown-time.ts';

/** What a reader calls each reason. */
export const REASON_TEXT: Readonly<Record<AcknowledgeReason, string>> = {
  acting: 'Acting on it',
  'already-treated': 'Already known and treated',
  'handed-over': 'Handed over',
  'not-my-patient': 'Not my patient',
  'result-wrong': 'The result is wrong',
};

export const CALL_TEXT: Readonly<Record<CallOutcome, string>> = {
  confirmed: 'Reached, and the value was read back',
  'no-read-back': 'Reached, without read-back',
  'not-reached': 'Nobody reached',
};

/** What has been answered, in a few words; undefined while the alert is open. */
export function answerText(acknowledgement: Acknowledgement | null): Html | undefined {
  if (acknowledgement === null) return undefined;
  const { at } = acknowledgement;
  return acknowledgement.state === 'acknowledged'
    ? html`Acknowledged ${shownTime(at)}: ${REASON_TEXT[acknowledgement.reason].toLowerCase()}`
    : html`Snoozed ${snoozeEnd(acknowledgement)}`;
}

function snoozeEnd({ until, untilNextResult }: Extract<Acknowledgement, { state: 'snoozed' }>): Html {
  const atLatest = html`${untilNextResult ? 'at the latest ' : ''}until ${shownRecentTime(until)}`;
  return untilNextResult ? html`until the next calcium, ${atLatest}` : atLatest;
}
