import { isoInstant } from '../clinical/instant.ts';
import type { Level } from '../clinical/level.ts';
import type { DeskAlert, RecordedCall } from '../desk/desk-alert.ts';
import { coding, type Resource, refersTo } from './resource.ts';

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/communication-category';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode';

const PRIORITY: Readonly<Record<Level, string>> = {
  critical: 'stat',
  urgent: 'urgent',
  routine: 'routine',
  worklist: 'routine',
};

const STATUS: Readonly<Record<Exclude<DeskAlert['delivery'], 'none'>, string>> = {
  claimed: 'in-progress',
  failed: 'in-progress',
  sent: 'completed',
  stopped: 'stopped',
};

export type CommunicationParts = {
  readonly id: string;
  readonly patientId: string;
  readonly deviceId: string;
  readonly issueId: string;
};

/** The page to the team: whether it was sent, and when a person answered it. None of a worklist entry, which pages nobody. */
export function pageSent(alert: DeskAlert, { deviceId, ...parts }: CommunicationParts): readonly Resource[] {
  const { team, delivery, sentAt, acknowledgement } = alert;
  if (delivery === 'none') return [];
  return [
    {
      ...aboutAlert(alert, parts),
      status: STATUS[delivery],
      recipient: [{ type: 'CareTeam', identifier: { value: team } }],
      sender: refersTo(deviceId),
      ...(sentAt !== undefined && { sent: isoInstant(sentAt) }),
      ...(acknowledgement && { received: isoInstant(acknowledgement.at) }),
    },
  ];
}

/** A telephone call about the alert, as it was recorded. */
export function callMade(
  alert: DeskAlert,
  call: RecordedCall,
  parts: Omit<CommunicationParts, 'deviceId'>,
): Resource {
  const { at, by, action } = call;
  return {
    ...aboutAlert(alert, parts),
    status: action.reached === 'not-reached' ? 'not-done' : 'completed',
    statusReason: { text: action.reached },
    medium: [coding(PARTICIPATION, 'PHONE')],
    recipient: [{ type: 'Practitioner', display: action.whom.trim() || 'not named' }],
    sender: { type: 'Practitioner', identifier: { value: by } },
    sent: isoInstant(at),
  };
}

function aboutAlert(
  { level }: DeskAlert,
  { id, patientId, issueId }: Omit<CommunicationParts, 'deviceId'>,
): Resource {
  return {
    resourceType: 'Communication',
    id,
    category: [coding(CATEGORY, 'alert')],
    priority: PRIORITY[level],
    subject: refersTo(patientId),
    about: [refersTo(issueId)],
  };
}
