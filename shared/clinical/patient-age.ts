import type { Registration } from './fact.ts';
import { type EpochMs, HOUR_MS } from './instant.ts';
import type { ChartedFact } from './verdict.ts';

/** What the messages and the registry say of a patient's date of birth, as YYYY-MM-DD. */
export type BirthDates = {
  /** PID-7, else the registry's; of several the earliest, so that a doubt never makes a child. */
  readonly birthDate: string | undefined;
  /** PID-7 is unlike the registry's. */
  readonly differ: boolean;
};

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A date left out reads as a text that is no date. */
const datesOf = (said: readonly { readonly birthDate?: string | undefined }[]) =>
  said.map(({ birthDate }) => String(birthDate)).filter((text) => DATE.test(text));

export function birthDatesOf(
  facts: readonly ChartedFact[],
  registrations: readonly Registration[],
): BirthDates {
  const ofMessages = datesOf(facts);
  const ofRegistry = datesOf(registrations);
  const registered = new Set(ofRegistry);
  const [birthDate] = (ofMessages.length > 0 ? ofMessages : ofRegistry).toSorted();
  return {
    birthDate,
    differ: registered.size > 0 && ofMessages.some((date) => !registered.has(date)),
  };
}

/** The zone where a day begins first is 14 h ahead of UTC (Line Islands). */
const EARLIEST_ZONE_MS = 14 * HOUR_MS;

/**
 * Whether the patient was under so many years old at that instant, wherever that was: adult from when the birthday
 * begins anywhere. Unknown = adult.
 */
export function isUnderAge(birthDate: string | undefined, at: EpochMs, years: number): boolean {
  if (birthDate === undefined) return false;
  const [year, month, day] = birthDate.split('-').map(Number) as [number, number, number];
  return at < Date.UTC(year + years, month - 1, day) - EARLIEST_ZONE_MS;
}
