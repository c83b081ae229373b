import { InvalidArgumentError } from 'commander';

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
