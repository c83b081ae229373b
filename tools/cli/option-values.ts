import { InvalidArgumentError } from 'commander';
import { type EpochMs, epochMs } from '../../shared/clinical/instant.ts';

/** Reads the value of an option; what it does not take ends the program with a line that names the option. */
type OptionValue<Of> = (text: string) => Of;

/** A whole number from `least` on. */
export function wholeFrom(least: number): OptionValue<number> {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least}.`);
  };
}

/** Any number above 0. */
export function above0(text: string): number {
  const number = Number(text);
  if (number > 0 && number < Number.POSITIVE_INFINITY) return number;
  throw new InvalidArgumentError('Give a number above 0.');
}

/** An instant with its zone. */
export function instantOf(text: string): EpochMs {
  const at = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Give an instant with its zone, such as 2026-11-23T04:00:00Z.');
  return epochMs(at);
}
