import { renderExplanation } from '../clinical/explanation.ts';
import { isoInstant } from '../clinical/instant.ts';
import type { Level } from '../clinical/level.ts';
import type { AlertKind } from '../clinical/verdict.ts';
import type { DeskAlert } from '../desk/desk-alert.ts';
import { coding, type Resource, refersTo } from './resource.ts';

const SNOMED = 'http://snomed.info/sct';

const SEVERITY: Readonly<Record<Level, string>> = {
  critical: 'high',
  urgent: 'high',
  routine: 'moderate',
  worklist: 'low',
};

const STATUS: Readonly<Record<AlertKind, string>> = {
  alert: 'final',
  correction: 'amended',
  retraction: 'cancelled',
};

export type IssueParts = {
  readonly id: string;
  readonly patientId: string;
  readonly deviceId: string;
  /** What it rests on. */
  readonly evidence: readonly string[];
};

/** The alert itself: what was found, how severe it is, on what grounds, and what a person has answered. */
export function detectedIssue(alert: DeskAlert, { id, patientId, deviceId, evidence }: IssueParts): Resource {
  const { alertId, level, kind, flags, raisedAt, acknowledgement } = alert;
  const status = kind === 'alert' && flags.includes('PRELIMINARY') ? 'preliminary' : STATUS[kind];
  return {
    resourceType: 'DetectedIssue',
    id,
    identifier: [alertIdentifier(alertId)],
    status,
    code: codeOf(alert),
    severity: SEVERITY[level],
    patient: refersTo(patientId),
    identifiedDateTime: isoInstant(raisedAt),
    author: refersTo(deviceId),
    evidence: [{ detail: evidence.map(refersTo) }],
    detail: detailOf(alert),
    ...(acknowledgement && {
      mitigation: [
        {
          action: { text: `${acknowledgement.state}: ${acknowledgement.reason}` },
          date: isoInstant(acknowledgement.at),
          author: { type: 'Practitioner', identifier: { value: acknowledgement.by } },
        },
      ],
    }),
  };
}

/** By which the same alert is known wherever it was told. */
export function alertIdentifier(alertId: string) {
  return { system: 'urn:calcium-alerts:alert', value: alertId };
}

/** A rise below the limit is told too, and is no hypercalcaemia. */
function codeOf({ grade }: DeskAlert) {
  return grade > 0
    ? {
        ...coding(SNOMED, '66931009', 'Hypercalcemia'),
        text: `Hypercalcaemia, lab grade ${grade} (CTCAE v5.0)`,
      }
    : { text: 'Calcium not above the limit' };
}

function detailOf({ kind, level, rule, flags, judgement }: DeskAlert): string {
  return [
    `${kind} at level ${level} (${rule})`,
    ...renderExplanation(judgement),
    ...(flags.length > 0 ? [`Flags: ${flags.join(', ')}`] : []),
  ].join('\n');
}
