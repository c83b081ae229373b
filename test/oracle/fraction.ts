/** An exact number as one whole number over another; `under` is positive. */
export type Fraction = { readonly over: bigint; readonly under: bigint };

const read = new Map<string, Fraction>();

/** Reads digits with an optional sign and point, as a fact keeps them; each text once, for the same few come again. */
export function fraction(text: string): Fraction {
  const known = read.get(text);
  if (known !== undefined) return known;
  const [whole = '', decimals = ''] = text.split('.');
  const exact = { over: BigInt(whole + decimals), under: 10n ** BigInt(decimals.length) };
  read.set(text, exact);
  return exact;
}

export const plus = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});

export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under });

export const times = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.over,
  under: a.under * b.under,
});

/** `b` is above 0. */
export const dividedBy = (a: Fraction, b: Fraction): Fraction => times(a, { over: b.under, under: b.over });

/** As a decimal without needless digits; `under` is a power of ten, as in every text and sum of texts. */
export function decimalOf({ over, under }: Fraction): string {
  const sign = over < 0n ? '-' : '';
  const digits = String(over < 0n ? -over : over).padStart(String(under).length, '0');
  const point = digits.length - String(under).length + 1;
  return sign + `${digits.slice(0, point)}.${digits.slice(point)}`.replace(/\.?0*$/, '');
}

/** Below 0, 0, above 0, as `a` is below, equal to, above `b`. */
export function compared(a: Fraction, b: Fraction): number {
  const left = a.over * b.under;
  const right = b.over * a.under;
  if (left < right) return -1;
  return left > right ? 1 : 0;
}
