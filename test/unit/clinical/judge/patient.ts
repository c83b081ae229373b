import { toChartedAlert } from '../../../../shared/clinical/alerted.ts';
import type {
  Analyte,
  Comparator,
  Diagnosis,
  Registration,
  Result,
} from '../../../../shared/clinical/fact.ts';
import { DAY_MS, type EpochMs, epochMs, HOUR_MS, MINUTE_MS } from '../../../../shared/clinical/instant.ts';
import { judge } from '../../../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../../../shared/clinical/policy.ts';
import type {
  ChartedAlert,
  ChartedFact,
  DrawJudgement,
  RaisedAlert,
  Verdict,
} from '../../../../shared/clinical/verdict.ts';

/** Midnight of the day around which the tests of the judge happen. */
const DAY_0 = epochMs(Date.UTC(2026, 2, 2));
export const days = (count: number): EpochMs => epochMs(DAY_0 + count * DAY_MS);
export const hours = (count: number): EpochMs => epochMs(DAY_0 + count * HOUR_MS);
export const minutesAfter = (at: EpochMs, count: number): EpochMs => epochMs(at + count * MINUTE_MS);
const NOW = days(30);

const LIMIT: Record<string, Record<string, string>> = {
  total: { 'mg/dL': '10.5', 'mmol/L': '2.60' },
  ionized: { 'mg/dL': '5.2', 'mmol/L': '1.30' },
};

const CODE: Partial<Record<Analyte, string>> = {
  'calcium-total': '17861-6',
  'calcium-corrected': '46099-8',
  'calcium-ionized': '1995-0',
  'calcium-ionized-ph-adjusted': '19072-8',
  albumin: '1751-7',
};

const kindOf = (analyte: Analyte) => (analyte.startsWith('calcium-ionized') ? 'ionized' : 'total');

/** A value as a laboratory would write it: '12.8 mg/dL', '>16.0 mg/dL'. */
function measured(text: string): NonNullable<Result['value']> {
  const [, comparator, amount, unit] = /^([<>]=?)?(\S+) (\S+)$/.exec(text) ?? [];
  return { comparator: (comparator ?? '=') as Comparator, amount: amount ?? '', unit: unit ?? '' };
}

export type ResultParts = Partial<Result> & { readonly is?: string };

/** A final result collected at that instant; everything else as unremarkable as can be. */
export function result(
  analyte: Analyte,
  text: string | undefined,
  at: EpochMs,
  parts: ResultParts = {},
): Result {
  const value = text === undefined ? undefined : measured(text);
  const limit = analyte.startsWith('calcium') ? LIMIT[kindOf(analyte)]?.[value?.unit ?? ''] : undefined;
  return {
    key: `${analyte} ${at}`,
    order: `order ${at}`,
    loinc: CODE[analyte] ?? '',
    analyte,
    status: 'F',
    collectedAt: at,
    reportedAt: minutesAfter(at, 30),
    sentAt: minutesAfter(at, 30),
    ...(value && { value }),
    ...(limit && { upperLimit: limit }),
    labFlags: [],
    flags: [],
    asSent: { value: text ?? '', unit: '', range: '', name: '' },
    ...parts,
  };
}

export const total = (text: string | undefined, at: EpochMs, parts?: ResultParts) =>
  result('calcium-total', text, at, parts);
export const corrected = (text: string | undefined, at: EpochMs, parts?: ResultParts) =>
  result('calcium-corrected', text, at, parts);
export const ionized = (text: string | undefined, at: EpochMs, parts?: ResultParts) =>
  result('calcium-ionized', text, at, parts);
export const albumin = (text: string | undefined, at: EpochMs, parts?: ResultParts) =>
  result('albumin', text, at, parts);

let facts = 0;

/** The fact one message brings: received an hour after the earliest collection, unless said otherwise. */
export function message(results: readonly Result[], parts: Partial<ChartedFact> = {}): ChartedFact {
  facts += 1;
  const collected = results.map(({ collectedAt }) => collectedAt);
  return {
    feed: 'lab',
    readerVersion: '1',
    mapVersion: '1',
    receivedAt: epochMs(Math.max(...collected, DAY_0) + HOUR_MS),
    origin: 'live',
    patient: { authority: 'HOSP', id: '1' },
    results: [...results],
    diagnoses: [],
    where: 'P#1',
    factKey: `FACT#${facts}`,
    ...parts,
  };
}

export function registration(
  parts: Partial<Registration> = {},
  fact: Partial<ChartedFact> = {},
): ChartedFact {
  const row: Registration = {
    source: 'registry',
    icd10: 'C50.9',
    status: 'active',
    loadedAt: days(-400),
    team: 'breast',
    ...parts,
  };
  return message([], { registration: row, receivedAt: row.loadedAt, ...fact });
}

export function diagnosis(code: string, sentAt: EpochMs, parts: Partial<Diagnosis> = {}): ChartedFact {
  return message([], {
    receivedAt: sentAt,
    diagnoses: [{ key: code, system: 'icd-10', code, type: 'F', removed: false, sentAt, ...parts }],
  });
}

export const ACTIVE = registration();
export const HISTORY_ONLY = registration({ icd10: 'Z85.3', status: 'history' });
export const UNCERTAIN_TUMOUR = registration({ icd10: 'D48.9', status: 'by-code' });

/** A verdict with its judgements worked out. */
type Judged = Omit<Verdict, 'judgements'> & { readonly judgements: readonly DrawJudgement[] };

export function judged(
  given: readonly ChartedFact[],
  alerted: readonly ChartedAlert[] = [],
  { now = NOW, policy = defaultPolicy } = {},
): Judged {
  const { judgements, ...verdict } = judge({ facts: given, alerted, policy, now });
  return { ...verdict, judgements: judgements() };
}

let ids = 0;

/** What the chart remembers after raising these. */
export const charted = (raised: readonly RaisedAlert[]): readonly ChartedAlert[] =>
  raised.map((alert) => {
    ids += 1;
    return toChartedAlert(alert, `${alert.kind}-${ids}`, NOW);
  });

/** Judges as the facts come in, one more with each step; what each step raised, and what the chart remembers at the end. */
export function lived(steps: readonly (readonly ChartedFact[])[]): {
  readonly raised: readonly (readonly RaisedAlert[])[];
  readonly alerted: readonly ChartedAlert[];
  readonly last: Judged;
} {
  const raised: (readonly RaisedAlert[])[] = [];
  let alerted: readonly ChartedAlert[] = [];
  let known: readonly ChartedFact[] = [];
  let last: Judged = judged([]);
  for (const step of steps) {
    known = [...known, ...step];
    last = judged(known, alerted);
    raised.push(last.raised);
    alerted = [...alerted, ...charted(last.raised)];
  }
  return { raised, alerted, last };
}

/** What was raised, as short as it can be said: 'alert urgent R2'. */
export const short = (raised: readonly RaisedAlert[]): readonly string[] =>
  raised.map(({ kind, alertLevel, rule, standingLevel }) =>
    kind === 'alert' ? `${alertLevel} ${rule}` : `${kind} ${alertLevel} > ${standingLevel ?? 'nothing'}`,
  );
