import { epochMs } from '../../../shared/clinical/instant.ts';
import type { DeskAlert } from '../../../shared/desk/desk-alert.ts';
import type { SentResult } from '../../../shared/desk/sent-result.ts';

const COLLECTED_AT = epochMs(Date.UTC(2026, 2, 9, 7, 30));
export const RAISED_AT = epochMs(Date.UTC(2026, 2, 9, 8, 0));
export const ANSWERED_AT = epochMs(Date.UTC(2026, 2, 9, 8, 12));
const ALBUMIN_AT = epochMs(Date.UTC(2026, 2, 8, 6, 0));

export const sentCalcium: SentResult = {
  analyte: 'calcium-total',
  loinc: '17861-6',
  status: 'F',
  collectedAt: COLLECTED_AT,
  reportedAt: epochMs(Date.UTC(2026, 2, 9, 7, 55)),
  value: { comparator: '=', amount: '14.20', unit: 'mg/dL' },
  lowerLimit: '8.5',
  labFlags: ['hh', 'ZZ'],
  asSent: { value: '14.20', unit: 'mg/dL', range: '8.5-10.50', name: 'Calcium' },
};

const sentAlbumin: SentResult = {
  analyte: 'albumin',
  loinc: '1751-7',
  status: 'C',
  collectedAt: ALBUMIN_AT,
  reportedAt: ALBUMIN_AT,
  value: { comparator: '=', amount: '31', unit: 'g/L' },
  labFlags: [],
  asSent: { value: '3.1', unit: 'g/dL', range: '', name: 'ALB' },
};

const PAYNE = {
  code: 'PAYNE',
  values: {
    ...{ use: 'computed', unit: 'mg/dL', total: '14.20', factor: '0.08', pivot: '40', corrected: '14.92' },
    ...{ albumin: '31', albuminAt: String(ALBUMIN_AT), albuminComparator: '=' },
  },
};

export type Changes = Omit<Partial<DeskAlert>, 'judgement'> & {
  readonly judgement?: Partial<DeskAlert['judgement']>;
};

/** A critical alert that was paged and not yet answered. */
export function deskAlert({ judgement, ...changes }: Changes = {}): DeskAlert {
  return {
    alertId: 'abcdefghijklmnop',
    team: 'lung-oncology',
    patient: { authority: 'NORTHMOOR', id: 'P-0017' },
    level: 'critical',
    kind: 'alert',
    grade: 4,
    flags: ['BONE'],
    rule: 'R2',
    ...{ value: '14.20', unit: 'mg/dL', correctedValue: '14.92', correctedUnit: 'mg/dL' },
    collectedAt: COLLECTED_AT,
    raisedAt: RAISED_AT,
    delivery: 'sent',
    sentAt: RAISED_AT,
    acknowledgement: null,
    escalation: null,
    episode: 'running',
    version: 3,
    trend: { from: RAISED_AT, to: RAISED_AT, lines: [], limits: [], episodes: [], alerts: [] },
    others: [],
    audit: [],
    calls: [],
    mayAct: true,
    sent: [sentCalcium, sentAlbumin],
    judgement: {
      flags: ['BONE'],
      analyte: 'calcium-total',
      comparator: '=',
      ...{ value: '14.20', unit: 'mg/dL', correctedValue: '14.92', correctedUnit: 'mg/dL' },
      upperLimit: '10.50',
      policyVersion: '2026-01',
      collectedAt: COLLECTED_AT,
      reasons: [PAYNE],
      context: [
        { analyte: 'albumin', value: '31', unit: 'g/L', collectedAt: ALBUMIN_AT, rising: false },
        { analyte: 'pth', value: '<0.50', unit: 'pmol/L', collectedAt: ALBUMIN_AT, rising: false },
      ],
      cancer: { class: 'active', bone: true, codes: ['C34.1'] },
      ...judgement,
    },
    ...changes,
  };
}
