import { Big as BigConstructor } from 'big.js';

declare const decimalBrand: unique symbol;

/** An exact decimal. Opaque: only the functions of this file look inside, so no binary number can slip in. */
export type Decimal = { readonly [decimalBrand]: true };

type Exact = InstanceType<typeof BigConstructor>;

const DIVISION_PLACES = 30;

const Exact = BigConstructor();
Exact.strict = true;
Exact.DP = DIVISION_PLACES;

const opaque = (exact: Exact): Decimal => exact as unknown as Decimal;
const bare = (decimal: Decimal): Exact => decimal as unknown as Exact;

/** Bounded on purpose: a laboratory value has few digits, and a hostile one must not cost time or memory. */
const DECIMAL_TEXT = /^[+-]?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?$/;

/** Reads untrusted text: ASCII digits, optional sign, point and exponent; undefined for anything else. */
export function readDecimal(text: string): Decimal | undefined {
  if (!DECIMAL_TEXT.test(text)) return undefined;
  return opaque(new Exact(text.startsWith('+') ? text.slice(1) : text));
}

/** A decimal from text that a schema or this code vouches for; throws a plain Error on anything else. */
export function decimal(text: string): Decimal {
  return opaque(new Exact(text));
}

/**
 * The exact value as digits with an optional sign and point, never an exponent: `decimalTextSchema` holds. Never
 * rounded; padded with zeros to `leastPlaces` so that a laboratory's 14.0 is shown as 14.0.
 */
export function decimalText(value: Decimal, leastPlaces = 0): string {
  const exact = bare(value).toFixed();
  const [, fraction = ''] = exact.split('.');
  return fraction.length < leastPlaces ? bare(value).toFixed(leastPlaces) : exact;
}

export function add(a: Decimal, b: Decimal): Decimal {
  return opaque(bare(a).plus(bare(b)));
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return opaque(bare(a).minus(bare(b)));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return opaque(bare(a).times(bare(b)));
}

/** Exact where the quotient ends within 30 places, else rounded half up there. Throws on a zero divisor. */
export function divide(a: Decimal, b: Decimal): Decimal {
  return opaque(bare(a).div(bare(b)));
}

/** Below 0 when a < b, 0 when equal, above 0 when a > b: fit for `sort`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const x = bare(a);
  const y = bare(b);
  if (!isPositive(x) || !isPositive(y)) return x.cmp(y);
  if (x.e !== y.e) return x.e > y.e ? 1 : -1;
  return compareDigits(x.c, y.c);
}

const isPositive = ({ s, c }: Exact) => s > 0 && c[0] !== 0;

/** Of positive numbers of one magnitude. The library copies a number to compare it; a judgement compares thousands. */
function compareDigits(a: readonly number[], b: readonly number[]): -1 | 0 | 1 {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const digit = a[index] ?? 0;
    const other = b[index] ?? 0;
    if (digit !== other) return digit > other ? 1 : -1;
  }
  return 0;
}

export function isAbove(a: Decimal, b: Decimal): boolean {
  return compare(a, b) > 0;
}

export function isAtLeast(a: Decimal, b: Decimal): boolean {
  return compare(a, b) >= 0;
}
