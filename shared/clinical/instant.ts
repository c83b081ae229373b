import * as z from 'zod';

/** A point on the time line: milliseconds since 1970-01-01T00:00:00Z. Never a local time. */
export type EpochMs = number & { readonly __unit: 'EpochMs' };

export const epochMsSchema = z
  .number()
  .int()
  .transform((value) => value as EpochMs);

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Marks a count of milliseconds since the epoch as an instant. */
export function epochMs(value: number): EpochMs {
  return value as EpochMs;
}

/** The instant `durationMs` milliseconds after (before, when negative) `at`. */
export function plusMs(at: EpochMs, durationMs: number): EpochMs {
  return (at + durationMs) as EpochMs;
}

/** ISO 8601 in UTC with `Z`, as every output of this project shows an instant. */
export function isoInstant(at: EpochMs): string {
  return new Date(at).toISOString();
}
