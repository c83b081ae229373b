/** At least `least`; undefined where the text is no whole number from that on. */
export function wholeFrom(least: number, text: string): number | undefined {
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= least ? number : undefined;
}
