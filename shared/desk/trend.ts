import type { EpochMs } from '../clinical/instant.ts';
import type { Grade, Level } from '../clinical/level.ts';

export const TREND_ANALYTES = [
  'calcium',
  'corrected calcium',
  'ionized calcium',
  'albumin',
  'creatinine',
] as const;
export type TrendAnalyte = (typeof TREND_ANALYTES)[number];

/** One value of a line. Where a draw was graded by it, its lab grade and level; where an alert was raised of it, which. */
export type TrendPoint = {
  readonly at: EpochMs;
  /** The exact decimal, as text. */
  readonly value: string;
  /** '=', or that the value is only a bound. */
  readonly comparator: string;
  /** The same as a number, for the place on the screen alone. */
  readonly shown: number;
  readonly preliminary: boolean;
  readonly grade?: Grade;
  readonly level?: Level | 'none';
  readonly alertId?: string;
};

/** The values of one analyte in one unit, earliest first. */
export type TrendLine = {
  readonly analyte: TrendAnalyte;
  readonly unit: string;
  readonly points: readonly TrendPoint[];
};

/** Where limit and grades lie for lines of one kind and unit; exact decimals as text. Strictly above. */
export type TrendLimits = {
  readonly kind: 'total' | 'ionized';
  readonly unit: string;
  /** Of the newest value: laboratories and their limits may change within a year. */
  readonly upperLimit: string;
  readonly grade2Above: string;
  readonly grade3Above: string;
  readonly grade4Above: string;
};

/** A year of one patient, as the judge sees it. */
export type Trend = {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly lines: readonly TrendLine[];
  readonly limits: readonly TrendLimits[];
  /** Without an end = still running. */
  readonly episodes: readonly { readonly from: EpochMs; readonly to?: EpochMs }[];
  readonly alerts: readonly { readonly at: EpochMs; readonly level: Level; readonly alertId: string }[];
};
