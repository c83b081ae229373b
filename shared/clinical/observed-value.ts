import { compare } from './decimal.ts';
import type { Comparator } from './fact.ts';
import { isBlank, type NumberText, readNumberText } from './number-text.ts';

/** What OBX-5 says, all repetitions taken together. */
export type ObservedValue = ObservedNumber | { readonly is: 'none' | 'unreadable' | 'decimal-comma' };

/** Of several values which one decides: the higher calcium and the lower albumin are the ones to fear. */
export type Decisive = 'highest' | 'lowest';

export type ObservedNumber = Extract<NumberText, { readonly is: 'number' }>;

const UNREADABLE: NumberText = { is: 'unreadable' };
const SN_COMPARATORS = new Set(['', '=', '>', '>=', '<', '<=']);
const STARTS_AS_NUMBER = /^[\d.,+]/;

/** SN is comparator ^ number ^ separator ^ number; ranges, ratios and anything out of place are unreadable. */
function readStructuredNumber(components: readonly string[], decimalComma: boolean): NumberText {
  const [comparator = '', number = '', ...more] = components.map((component) => component.trim());
  if (!more.every(isBlank)) return UNREADABLE;
  const reading = readNumberText(comparator + number, decimalComma);
  const isInPlace = SN_COMPARATORS.has(comparator) && STARTS_AS_NUMBER.test(number);
  return isInPlace || reading.is === 'none' ? reading : UNREADABLE;
}

/** CE and CWE hold the number as code, as text or as both; where they differ nothing is certain. */
function readCoded(components: readonly string[], decimalComma: boolean): NumberText {
  const [first, second] = components
    .slice(0, 2)
    .filter((component) => !isBlank(component))
    .map((component) => readNumberText(component, decimalComma));
  if (first === undefined) return { is: 'none' };
  if (second === undefined || second.is === 'none') return second ?? first;
  const isSame =
    first.is === 'number' && second.is === 'number' && !isHigher(first, second) && !isHigher(second, first);
  return isSame ? first : UNREADABLE;
}

function readPlain([first = '', ...more]: readonly string[], decimalComma: boolean): NumberText {
  return more.every(isBlank) ? readNumberText(first, decimalComma) : UNREADABLE;
}

function readRepetition(
  valueType: string,
  components: readonly string[],
  decimalComma: boolean,
): readonly NumberText[] {
  switch (valueType.trim().toUpperCase()) {
    case 'SN':
      return [readStructuredNumber(components, decimalComma)];
    case 'CE':
    case 'CWE':
      return [readCoded(components, decimalComma)];
    case 'NA':
      return components.map((component) => readNumberText(component, decimalComma));
    default:
      return [readPlain(components, decimalComma)];
  }
}

const COMPARATORS_RISING: readonly Comparator[] = ['<', '<=', '=', '>=', '>'];

function isHigher(a: ObservedNumber, b: ObservedNumber): boolean {
  const order = compare(a.amount, b.amount);
  if (order !== 0) return order === 1;
  return COMPARATORS_RISING.indexOf(a.comparator) > COMPARATORS_RISING.indexOf(b.comparator);
}

function decisiveOf(
  first: ObservedNumber,
  others: readonly ObservedNumber[],
  decisive: Decisive,
): ObservedNumber {
  return others.reduce(
    (chosen, other) => (isHigher(other, chosen) === (decisive === 'highest') ? other : chosen),
    first,
  );
}

/**
 * Reads OBX-5 by OBX-2 (every repetition). A repetition that holds digits and cannot be read spoils the whole, for
 * it might be the one that decides; one without a digit beside a number is a remark.
 */
export function readObservedValue(
  observed: { readonly valueType: string; readonly values: readonly (readonly string[])[] },
  decimalComma: boolean,
  decisive: Decisive,
): ObservedValue {
  const readings = observed.values.flatMap((components) =>
    readRepetition(observed.valueType, components, decimalComma),
  );
  const has = (kind: NumberText['is']) => readings.some((reading) => reading.is === kind);
  if (has('decimal-comma')) return { is: 'decimal-comma' };
  if (has('unreadable')) return { is: 'unreadable' };
  const [first, ...others] = readings.filter((reading) => reading.is === 'number');
  if (first !== undefined) return decisiveOf(first, others, decisive);
  return { is: has('remark') ? 'unreadable' : 'none' };
}
