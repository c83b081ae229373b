import { calciumKindOf, type KnownAnalyte } from './analyte-table.ts';
import { compare, type Decimal, decimalText } from './decimal.ts';
import type { Comparator, Measured, Result } from './fact.ts';
import type { Flag } from './flag.ts';
import { type Decisive, type ObservedNumber, readObservedValue } from './observed-value.ts';
import { readReferenceRange } from './reference-range.ts';
import type { ObservedText, UnderstandingContext, ValueQuarantineReason } from './understand.ts';
import { albuminConversion, converted, observedUnit } from './unit-table.ts';
import { calciumScale, isWithin, plausibleCalcium } from './upper-limit.ts';

/** A value with its limits, no value, or why it is set aside. */
export type MeasuredValue =
  | {
      readonly is: 'value';
      /** In the unit in which it is judged. */
      readonly reading: Pick<Result, 'value' | 'upperLimit' | 'lowerLimit'>;
      readonly flags: readonly Flag[];
    }
  | { readonly is: 'none' }
  | { readonly is: 'set-aside'; readonly reason: ValueQuarantineReason };

const setAside = (reason: ValueQuarantineReason): MeasuredValue => ({ is: 'set-aside', reason });

/** As many places as were sent, where the unit was not converted. */
function measured(
  { comparator, amount: sent, places }: ObservedNumber,
  amount: Decimal,
  unit: string,
): Measured {
  return { comparator, amount: decimalText(amount, compare(amount, sent) === 0 ? places : 0), unit };
}

const isUpperBound = (comparator: Comparator) => comparator === '<' || comparator === '<=';

function flagsOf(known: KnownAnalyte, isDefaultLimit: boolean): readonly Flag[] {
  const adjusted: readonly Flag[] = known.analyte === 'calcium-ionized-ph-adjusted' ? ['PH_ADJUSTED'] : [];
  return isDefaultLimit ? ['DEFAULT_LIMIT', ...adjusted] : adjusted;
}

function measureCalcium(
  known: KnownAnalyte,
  kind: NonNullable<ReturnType<typeof calciumKindOf>>,
  number: ObservedNumber,
  observed: ObservedText,
  { feed, policy: { reading } }: UnderstandingContext,
): MeasuredValue {
  const range = readReferenceRange(observed.referenceRange, feed.decimalComma);
  const claim = {
    kind,
    property: known.property,
    unit: observedUnit(observed.units),
    upperBound: range.upper,
  };
  const scale = calciumScale(claim, reading);
  if (scale.is === 'set-aside') return scale;
  const { conversion, upperLimit } = scale;
  const amount = converted(number.amount, conversion);
  if (!isWithin(amount, plausibleCalcium(kind, conversion.unit, reading))) return setAside('implausible');
  if (isUpperBound(number.comparator) && compare(amount, upperLimit) > 0) {
    return setAside('below-bound-above-limit');
  }
  const lowerLimit = range.lower && decimalText(converted(range.lower, conversion));
  return {
    is: 'value',
    reading: {
      value: measured(number, amount, conversion.unit),
      upperLimit: decimalText(upperLimit),
      ...(lowerLimit === undefined ? {} : { lowerLimit }),
    },
    flags: flagsOf(known, scale.isDefaultLimit),
  };
}

/** Albumin in g/L. The plausible range tells its units apart, so OBX-6 is believed whatever the code's property. */
function measureAlbumin(
  number: ObservedNumber,
  observed: ObservedText,
  { policy }: UnderstandingContext,
): MeasuredValue {
  const named = observedUnit(observed.units);
  if (named.is === 'empty') return setAside('unit-missing');
  const conversion = named.is === 'unit' ? albuminConversion(named.unit) : undefined;
  if (conversion === undefined) return setAside('unit-unknown');
  const mass = converted(number.amount, conversion);
  if (!isWithin(mass, policy.reading.plausible.albuminGPerL)) return setAside('implausible');
  return { is: 'value', reading: { value: measured(number, mass, conversion.unit) }, flags: [] };
}

const LONGEST_UNIT = 60;

/** OBX-6 as sent: the first code or text in it. */
export function unitAsSent(units: ObservedText['units']): string {
  const texts = units.flatMap(({ code, text }) => [code.trim(), text.trim()]);
  return (texts.find((text) => text !== '') ?? '').slice(0, LONGEST_UNIT);
}

/** Shown beside an alert, never graded: the number and the unit as they were sent. */
function measureShown(number: ObservedNumber, { units }: ObservedText): MeasuredValue {
  return { is: 'value', reading: { value: measured(number, number.amount, unitAsSent(units)) }, flags: [] };
}

/** OBX-5 to 7 as a value of this analyte, in the unit in which it is judged. */
export function measuredValue(
  known: KnownAnalyte,
  observed: ObservedText,
  context: UnderstandingContext,
): MeasuredValue {
  const decisive: Decisive = known.analyte === 'albumin' ? 'lowest' : 'highest';
  const read = readObservedValue(observed, context.feed.decimalComma, decisive);
  if (read.is === 'none') return { is: 'none' };
  if (read.is !== 'number') return setAside(read.is);
  if (known.analyte === 'albumin') return measureAlbumin(read, observed, context);
  const kind = calciumKindOf(known.analyte);
  return kind === undefined
    ? measureShown(read, observed)
    : measureCalcium(known, kind, read, observed, context);
}
