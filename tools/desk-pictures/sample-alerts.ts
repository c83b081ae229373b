import type { DeskView } from '../../functions/desk/page/desk-view.ts';
import { DAY_MS, type EpochMs, epochMs, HOUR_MS, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import type { Grade, Level } from '../../shared/clinical/level.ts';
import type { AuditEntry, ListView } from '../../shared/desk/audit-entry.ts';
import type { DeskAlert, DeskAlertRow } from '../../shared/desk/desk-alert.ts';
import type { TeamReport } from '../../shared/desk/team-report.ts';
import type { Trend, TrendPoint } from '../../shared/desk/trend.ts';

/** The moment at which the sample pages are shown. */
const SHOWN_AT = epochMs(Date.UTC(2026, 2, 9, 14, 26));
const COLLECTED = plusMs(SHOWN_AT, -40 * MINUTE_MS);

export const SAMPLE_VIEW: DeskView = {
  user: { id: 'u-1', name: 'Dr Adaeze Okonkwo-Featherstonehaugh', roles: ['clinician'] },
  teams: [
    { id: 'lung-oncology', name: 'Lung oncology' },
    { id: 'breast-oncology', name: 'Breast oncology' },
  ],
  formToken: 'sample',
  now: SHOWN_AT,
  idleMs: 15 * MINUTE_MS,
};

export const SAMPLE_ROW: DeskAlertRow = {
  alertId: 'k3jd82hfa9qm4x7p',
  team: 'lung-oncology',
  patient: { authority: 'RIVERSIDE', id: 'RS100001' },
  ...{ level: 'critical', kind: 'alert', grade: 4, flags: ['BONE', 'CHECK_IONIZED'], rule: 'R2' },
  ...{ value: '14.0', unit: 'mg/dL', correctedValue: '14.96' },
  collectedAt: COLLECTED,
  raisedAt: plusMs(SHOWN_AT, -11 * MINUTE_MS),
  delivery: 'sent',
  acknowledgement: null,
  escalation: {
    ...{ step: 1, of: 3, nextAt: plusMs(SHOWN_AT, 4 * MINUTE_MS) },
    ...{ paged: 'On call', next: 'Consultant' },
  },
  episode: 'running',
};

/** Rises through the year with a treated episode in autumn; a share of a period is a place in it. */
const COURSE = [
  9.2, 9.4, 9.1, 9.3, 9.6, 9.5, 9.2, 9.4, 9.7, 9.5, 9.8, 10.1, 10.9, 11.8, 12.6, 11.9, 10.8, 10.2, 9.9, 9.6,
  9.5, 9.4, 9.7, 9.6, 9.8, 9.9, 9.7, 10.0, 9.8, 10.1, 10.0, 10.2, 10.1, 10.3, 10.2, 10.4, 11.2, 12.1, 13.1,
  14.0,
];
const FIRST = plusMs(SHOWN_AT, -350 * DAY_MS);
const placeOf = (index: number, count: number) =>
  index === count - 1 ? COLLECTED : plusMs(FIRST, Math.round((index / (count - 1)) ** 0.9 * 349) * DAY_MS);

function gradeOf(corrected: number): Grade {
  const lines = [10.5, 11.5, 12.5, 13.5];
  return lines.filter((line) => corrected > line).length as Grade;
}
const LEVEL_OF: Readonly<Record<Grade, Level | 'none'>> = {
  0: 'none',
  1: 'routine',
  2: 'routine',
  3: 'urgent',
  4: 'critical',
};

const point = (at: EpochMs, shown: number, places: number, more: Partial<TrendPoint> = {}): TrendPoint => ({
  at,
  value: shown.toFixed(places),
  comparator: '=',
  shown,
  preliminary: false,
  ...more,
});

function correctedPoint(total: number, index: number): TrendPoint {
  const corrected = total + 0.96;
  const grade = gradeOf(corrected);
  return point(placeOf(index, COURSE.length), corrected, 2, { grade, level: LEVEL_OF[grade] });
}

const YEAR = { from: plusMs(SHOWN_AT, -365 * DAY_MS), to: SHOWN_AT };

/** Forty results in mg/dL, two of another laboratory in mmol/L. */
const FULL_TREND: Trend = {
  ...YEAR,
  lines: [
    {
      analyte: 'calcium',
      unit: 'mg/dL',
      points: COURSE.map((shown, index) => point(placeOf(index, COURSE.length), shown, 1)),
    },
    { analyte: 'corrected calcium', unit: 'mg/dL', points: COURSE.map(correctedPoint) },
    {
      analyte: 'calcium',
      unit: 'mmol/L',
      points: [
        point(plusMs(SHOWN_AT, -200 * DAY_MS), 2.55, 2, { grade: 0, level: 'none' }),
        point(plusMs(SHOWN_AT, -3 * DAY_MS), 3.5, 1, { comparator: '>', grade: 4, level: 'critical' }),
      ],
    },
    {
      analyte: 'albumin',
      unit: 'g/L',
      points: COURSE.map((_, index) => point(placeOf(index, COURSE.length), 36 - index * 0.2, 0)),
    },
    {
      analyte: 'creatinine',
      unit: 'umol/L',
      points: COURSE.map((shown, index) => point(placeOf(index, COURSE.length), 40 + shown * 5, 0)),
    },
  ],
  limits: [
    {
      kind: 'total',
      unit: 'mg/dL',
      upperLimit: '10.5',
      grade2Above: '11.5',
      grade3Above: '12.5',
      grade4Above: '13.5',
    },
    {
      kind: 'total',
      unit: 'mmol/L',
      upperLimit: '2.60',
      grade2Above: '2.9',
      grade3Above: '3.1',
      grade4Above: '3.4',
    },
  ],
  episodes: [
    { from: placeOf(12, COURSE.length), to: placeOf(19, COURSE.length) },
    { from: placeOf(35, COURSE.length) },
  ],
  alerts: [
    { at: placeOf(13, COURSE.length), level: 'urgent', alertId: 'b2c4d6f8h2k4m6p8' },
    { at: placeOf(36, COURSE.length), level: 'routine', alertId: 'r5t7v9x2z4b6d8f2' },
    { at: SAMPLE_ROW.raisedAt, level: 'critical', alertId: SAMPLE_ROW.alertId },
  ],
};

/** One result, and nothing beside it. */
const SINGLE_TREND: Trend = {
  ...YEAR,
  lines: [
    {
      analyte: 'ionized calcium',
      unit: 'mmol/L',
      points: [point(COLLECTED, 1.72, 2, { grade: 3, level: 'urgent' })],
    },
  ],
  limits: [
    {
      kind: 'ionized',
      unit: 'mmol/L',
      upperLimit: '1.30',
      grade2Above: '1.5',
      grade3Above: '1.6',
      grade4Above: '1.8',
    },
  ],
  episodes: [{ from: COLLECTED }],
  alerts: [],
};

const SEEN = {
  version: 7,
  value: '14.0',
  unit: 'mg/dL',
  correctedValue: '14.96',
  grade: 4,
  level: 'critical',
} as const;
const CALL: DeskAlert['calls'][number] = {
  alertId: SAMPLE_ROW.alertId,
  at: plusMs(SHOWN_AT, -6 * MINUTE_MS),
  ...{ by: 'u-2', name: 'Jun Watanabe', seen: SEEN },
  action: { did: 'called', reached: 'no-read-back', whom: 'Ward 4B, nurse in charge', note: 'Line was cut.' },
};

const OTHERS: readonly DeskAlertRow[] = [
  {
    ...SAMPLE_ROW,
    alertId: 'r5t7v9x2z4b6d8f2',
    ...{ level: 'routine', grade: 1, value: '10.2', correctedValue: '11.16', escalation: null },
    raisedAt: plusMs(SHOWN_AT, -38 * DAY_MS),
    acknowledgement: {
      ...{ state: 'acknowledged', by: 'u-2', reason: 'already-treated' },
      at: plusMs(SHOWN_AT, -37 * DAY_MS),
    },
  },
  {
    ...SAMPLE_ROW,
    alertId: 'b2c4d6f8h2k4m6p8',
    ...{ level: 'urgent', kind: 'retraction', grade: 3, escalation: null, episode: 'closed' },
    raisedAt: plusMs(SHOWN_AT, -230 * DAY_MS),
  },
];

export const SAMPLE_ALERT: DeskAlert = {
  ...SAMPLE_ROW,
  judgement: {
    ...{ analyte: 'calcium-total', flags: ['BONE', 'CHECK_IONIZED'], value: '14.0', unit: 'mg/dL' },
    ...{ comparator: '=', correctedValue: '14.96', correctedUnit: 'mg/dL', upperLimit: '10.5' },
    collectedAt: COLLECTED,
    reasons: [
      {
        code: 'VALUE',
        values: {
          analyte: 'calcium-total',
          comparator: '=',
          value: '14.0',
          unit: 'mg/dL',
          at: String(COLLECTED),
        },
      },
      {
        code: 'PAYNE',
        values: {
          ...{ use: 'computed', unit: 'mg/dL', total: '14.0', factor: '0.08', pivot: '40' },
          ...{ albuminComparator: '=', albumin: '28', albuminAt: String(COLLECTED), corrected: '14.96' },
        },
      },
      {
        code: 'GRADE',
        values: {
          grade: '4',
          basis: 'computed',
          comparator: '=',
          value: '14.96',
          unit: 'mg/dL',
          limit: '10.5',
        },
      },
      { code: 'CHECK_IONIZED', values: { below: '30' } },
      { code: 'ALERT', values: { level: 'critical', rule: 'R3' } },
    ],
    context: [
      {
        ...{ analyte: 'albumin', value: '28', unit: 'g/L', collectedAt: COLLECTED, rising: false },
        previous: { value: '29', unit: 'g/L', collectedAt: plusMs(COLLECTED, -9 * DAY_MS) },
      },
      {
        ...{ analyte: 'creatinine', value: '148', unit: 'umol/L', rising: true },
        collectedAt: plusMs(COLLECTED, -3 * HOUR_MS),
        previous: { value: '92', unit: 'umol/L', collectedAt: plusMs(COLLECTED, -9 * DAY_MS) },
      },
      {
        analyte: 'pth',
        value: '<5',
        unit: 'ng/L',
        collectedAt: plusMs(COLLECTED, -40 * DAY_MS),
        rising: false,
      },
    ],
    cancer: { class: 'active', bone: true, codes: ['C34.1', 'C79.51'] },
    policyVersion: '1',
  },
  version: 7,
  trend: FULL_TREND,
  others: OTHERS,
  audit: [],
  calls: [CALL],
  mayAct: true,
};

const AUDIT: readonly AuditEntry[] = [
  {
    alertId: SAMPLE_ROW.alertId,
    at: plusMs(SHOWN_AT, -9 * MINUTE_MS),
    ...{ by: 'u-2', name: 'Jun Watanabe', action: { did: 'viewed' }, seen: SEEN },
  },
  CALL,
  {
    alertId: SAMPLE_ROW.alertId,
    at: plusMs(SHOWN_AT, -2 * MINUTE_MS),
    ...{ by: 'u-1', name: 'Dr Adaeze Okonkwo-Featherstonehaugh', seen: SEEN },
    action: {
      did: 'acknowledged',
      reason: 'handed-over',
      handedOverTo: 'ד״ר נועה לוי',
      note: 'Fluids begun.',
    },
  },
];

/** Handed over, as an auditor sees it; the audit trail holds a name written from right to left. */
export const ANSWERED_ALERT: DeskAlert = {
  ...SAMPLE_ALERT,
  acknowledgement: {
    state: 'acknowledged',
    by: 'u-1',
    at: plusMs(SHOWN_AT, -2 * MINUTE_MS),
    reason: 'handed-over',
  },
  ...{ answeredBy: 'Dr Adaeze Okonkwo-Featherstonehaugh', escalation: null, audit: AUDIT, mayAct: false },
};

/** An ionized value, the only one there is. */
export const SINGLE_ALERT: DeskAlert = {
  ...SAMPLE_ALERT,
  ...{
    alertId: 'm4n6p8q2r4s6t8v2',
    level: 'urgent',
    grade: 3,
    value: '1.72',
    unit: 'mmol/L',
    correctedValue: null,
  },
  flags: ['NO_PREVIOUS_RESULT'],
  judgement: {
    ...{ analyte: 'calcium-ionized', flags: ['NO_PREVIOUS_RESULT'], value: '1.72', unit: 'mmol/L' },
    ...{ comparator: '=', upperLimit: '1.30', collectedAt: COLLECTED, context: [], policyVersion: '1' },
    reasons: [{ code: 'R11', values: { days: '365' } }],
    cancer: { class: 'history', bone: false, codes: [] },
  },
  trend: SINGLE_TREND,
  ...{ others: [], calls: [] },
};

/** One of each level, a retraction, and one that somebody has snoozed. */
export const SAMPLE_ROWS: readonly DeskAlertRow[] = [
  {
    ...SAMPLE_ROW,
    ...{ alertId: 'w2x4y6z8a2b4c6d8', level: 'routine', grade: 1, value: '2.68', unit: 'mmol/L' },
    ...{ correctedValue: null, escalation: null, team: 'breast-oncology' },
    patient: { authority: 'HARBOUR', id: 'مريض-٢٢٠١٩٤' },
    raisedAt: plusMs(SHOWN_AT, -26 * HOUR_MS),
  },
  {
    ...SAMPLE_ROW,
    ...{ alertId: 'e2f4g6h8j2k4m6n8', level: 'urgent', grade: 3, value: '1.72', unit: 'mmol/L' },
    ...{ correctedValue: '11.8', correctedUnit: 'mg/dL', comparator: '>' },
    patient: { authority: 'ST-BARTHOLOMEW-AND-ROYAL-LONDON-PATHOLOGY', id: '0000000000000000000000099817' },
    raisedAt: plusMs(SHOWN_AT, -64 * MINUTE_MS),
    escalation: { step: 3, of: 3, nextAt: null, paged: 'Duty manager' },
  },
  SAMPLE_ROW,
  {
    ...SAMPLE_ROW,
    ...{ alertId: 'p2q4r6s8t2v4w6x8', level: 'urgent', kind: 'retraction', newer: SAMPLE_ROW.alertId },
    raisedAt: plusMs(SHOWN_AT, -3 * HOUR_MS),
    acknowledgement: {
      ...{
        state: 'snoozed',
        by: 'u-1',
        at: plusMs(SHOWN_AT, -HOUR_MS),
        until: plusMs(SHOWN_AT, 7 * HOUR_MS),
      },
      ...{ untilNextResult: { after: COLLECTED }, reason: 'until-next-result' },
    },
  },
];

export const WORKLIST_ROWS: readonly DeskAlertRow[] = SAMPLE_ROWS.slice(0, 2).map((row, index) => ({
  ...row,
  ...{ level: 'worklist', alertId: `worklist${index}`, escalation: null, rule: 'R8', grade: 0 },
}));

/** Who has looked at the lists of a team. */
export const SAMPLE_VIEWS: readonly ListView[] = [
  {
    at: plusMs(SHOWN_AT, -2 * MINUTE_MS),
    ...{ by: 'u-1', name: 'Dr Adaeze Okonkwo-Featherstonehaugh', which: 'open' },
    alertIds: SAMPLE_ROWS.map(({ alertId }) => alertId),
  },
  {
    at: plusMs(SHOWN_AT, -9 * MINUTE_MS),
    ...{ by: 'u-2', name: 'Jun Watanabe', which: 'worklist', alertIds: [SAMPLE_ROW.alertId] },
  },
  {
    at: plusMs(SHOWN_AT, -26 * HOUR_MS),
    ...{ by: '8c1f6a52-0d0e-4f7e-9a5f-3f1f3f0f7c11', name: 'נועה לוי', which: 'all' },
    alertIds: Array.from({ length: 50 }, (_, index) => `sample${index}x4y6z8a2b4`),
  },
];

export const SAMPLE_REPORT: TeamReport = {
  team: 'lung-oncology',
  from: epochMs(Date.UTC(2026, 1, 1)),
  to: epochMs(Date.UTC(2026, 2, 1)),
  ...{ alerts: 61, patients: 38, alertsPer100Patients: '14.8', actedOn: 39, answered: 52 },
  registered: { patients: 412, countedAt: epochMs(Date.UTC(2026, 2, 1, 1, 4)) },
  ...{ suppressed: 114, corrected: 3, retracted: 1, truncated: false },
  levels: [
    { level: 'critical', alerts: 9, answered: 9, medianMs: 6 * MINUTE_MS, p90Ms: 14 * MINUTE_MS, inTime: 9 },
    {
      level: 'urgent',
      alerts: 20,
      answered: 19,
      medianMs: 17 * MINUTE_MS,
      p90Ms: 48 * MINUTE_MS,
      inTime: 15,
    },
    { level: 'routine', alerts: 22, answered: 20, medianMs: 5 * HOUR_MS, p90Ms: 26 * HOUR_MS, inTime: 18 },
    { level: 'worklist', alerts: 10, answered: 4 },
  ],
};
