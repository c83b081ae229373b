import type { Measured, Result, ResultStatus } from '../../shared/clinical/fact.ts';
import { epochMs, HOUR_MS, MINUTE_MS } from '../../shared/clinical/instant.ts';
import { type Choices, onceIn, oneOf } from './choices.ts';

export const START = Date.UTC(2026, 0, 5, 12);

/** What is collected within minutes is one draw; draws lie further apart than the rules ask. */
export const DRAWS_APART_MS = 3 * HOUR_MS;

/** Draws of the last day, and how much longer ago those that only an import brings lie. */
const RECENT_DRAWS = 7;
const OLD_DRAWS_AFTER = 9;

/** A test of one draw, to be sent once or in several versions. */
export type Order = {
  readonly key: string;
  readonly patient: number;
  readonly collectedAt: number;
  readonly kind: Kind;
  readonly amount: string;
  readonly status: ResultStatus;
};

type Kind = Pick<Result, 'loinc' | 'analyte'> & {
  readonly unit: Measured['unit'];
  readonly limits?: { readonly upper: string; readonly lower: string };
  /** From normal to critical, on the lines and beside them; the first is harmless. */
  readonly values: readonly [string, ...string[]];
};

const MG = { upper: '10.5', lower: '8.6' };
const MMOL = { upper: '2.60', lower: '2.15' };
const MG_VALUES = ['9.8', '10.5', '10.6', '11.6', '12.0', '12.6', '13.6', '14.4'] as const;
const MMOL_VALUES = ['2.40', '2.60', '2.61', '2.95', '3.00', '3.15', '3.41'] as const;

const CORRECTED: Kind = {
  ...{ loinc: '46099-8', analyte: 'calcium-corrected', unit: 'mg/dL', limits: MG, values: MG_VALUES },
};
const CORRECTED_MMOL: Kind = {
  ...{ loinc: '29265-6', analyte: 'calcium-corrected', unit: 'mmol/L', limits: MMOL, values: MMOL_VALUES },
};
const MILD: Kind = { ...CORRECTED, values: ['9.8', '10.5', '10.6', '11.6'] };
const MILD_MMOL: Kind = { ...CORRECTED_MMOL, values: ['2.40', '2.60', '2.61', '2.95'] };
/** With the albumins below, Payne's formula meets lines that binary fractions miss. */
const TOTAL: Kind = {
  ...{ loinc: '17861-6', analyte: 'calcium-total', unit: 'mg/dL', limits: MG },
  values: ['9.7', '10.4', '10.6', '11.2', '11.6', '12.0', '12.8', '13.6'],
};
const TOTAL_MMOL: Kind = {
  ...{ loinc: '2000-8', analyte: 'calcium-total', unit: 'mmol/L', limits: MMOL },
  values: ['2.40', '2.60', '3.00', '3.12', '3.20', '3.24'],
};
const ALBUMIN: Kind = {
  ...{ loinc: '1751-7', analyte: 'albumin', unit: 'g/L', values: ['40', '30', '32', '26', '20', '45'] },
};

/** What the orders of a scenario are of. */
export type Laboratory = {
  readonly hasAlbumin: boolean;
  readonly hasPreliminaries: boolean;
  readonly hasOldDraws: boolean;
  /** None is urgent by itself: what it rose from decides (R5). */
  readonly isMild: boolean;
};

/** Calcium of every second draw is corrected by the laboratory, that of the others is for the judge to correct. */
export function newOrder(choices: Choices, lab: Laboratory, index: number, patient: number): Order {
  const recent = 1 + choices.below(RECENT_DRAWS);
  const draw = lab.hasOldDraws && onceIn(choices, 2) ? recent + OLD_DRAWS_AFTER : recent;
  const kind = kindOf(choices, lab, draw);
  const isPreliminary = lab.hasPreliminaries && kind !== ALBUMIN && onceIn(choices, 2);
  return {
    ...{ key: `result-${index}`, patient, kind, amount: oneOf(choices, kind.values) },
    collectedAt: START - draw * DRAWS_APART_MS + index * MINUTE_MS,
    status: isPreliminary ? 'P' : 'F',
  };
}

function kindOf(choices: Choices, { hasAlbumin, isMild }: Laboratory, draw: number): Kind {
  if (isMild) return onceIn(choices, 4) ? MILD_MMOL : MILD;
  if (!hasAlbumin) return onceIn(choices, 4) ? CORRECTED_MMOL : CORRECTED;
  if (onceIn(choices, 3)) return ALBUMIN;
  const isMmol = onceIn(choices, 2);
  if (draw % 2 === 0) return isMmol ? CORRECTED_MMOL : CORRECTED;
  return isMmol ? TOTAL_MMOL : TOTAL;
}

/** The version of an order's result that is reported at that time. */
export function resultOf({ key, kind, amount, status, collectedAt }: Order, at: number): Result {
  const { limits, unit, loinc, analyte } = kind;
  const reportedAt = epochMs(at);
  return {
    ...{ key, order: key, loinc, analyte, status, reportedAt, sentAt: reportedAt },
    collectedAt: epochMs(collectedAt),
    ...(limits === undefined ? {} : { upperLimit: limits.upper, lowerLimit: limits.lower }),
    ...(status === 'W' ? {} : { value: { comparator: '=', amount, unit } as const }),
    labFlags: [],
    flags: [],
    asSent: { value: amount, unit, range: limits ? `${limits.lower}-${limits.upper}` : '', name: analyte },
  };
}
