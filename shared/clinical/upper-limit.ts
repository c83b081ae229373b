import type { CalciumKind, KnownAnalyte, Property } from './analyte-table.ts';
import { compare, type Decimal, decimal } from './decimal.ts';
import type { Interval, ReadingPolicy } from './reading-policy.ts';
import type { ValueQuarantineReason } from './understand.ts';
import {
  type CalciumUnit,
  type Conversion,
  calciumConversion,
  converted,
  type ObservedUnit,
  type Unit,
} from './unit-table.ts';

/** What code, OBX-6 and OBX-7 claim of a calcium; the bound is in the unit it was sent in. */
export type CalciumClaim = {
  readonly kind: CalciumKind;
  readonly property: KnownAnalyte['property'];
  readonly unit: ObservedUnit;
  readonly upperBound: Decimal | undefined;
};

/** How the value is to be read: its unit system and the limit in it. */
export type CalciumScale = {
  readonly is: 'scale';
  readonly conversion: Conversion<CalciumUnit>;
  readonly upperLimit: Decimal;
  readonly isDefaultLimit: boolean;
};

type SetAside = { readonly is: 'set-aside'; readonly reason: ValueQuarantineReason };

const PLACE = {
  total: { 'mg/dL': 'totalMgPerDl', 'mmol/L': 'totalMmolPerL' },
  ionized: { 'mg/dL': 'ionizedMgPerDl', 'mmol/L': 'ionizedMmolPerL' },
} as const;

const PROPERTY_OF_UNIT: Readonly<Record<CalciumUnit, Property>> = { 'mg/dL': 'mass', 'mmol/L': 'substance' };

const OTHER_KIND: Readonly<Record<CalciumKind, CalciumKind>> = { total: 'ionized', ionized: 'total' };

const AS_GRADED: readonly Conversion<CalciumUnit>[] = [
  { unit: 'mg/dL', divisor: decimal('1') },
  { unit: 'mmol/L', divisor: decimal('1') },
];

const setAside = (reason: ValueQuarantineReason): SetAside => ({ is: 'set-aside', reason });

export function isWithin(value: Decimal, { from, to }: Interval): boolean {
  return compare(value, decimal(from)) >= 0 && compare(value, decimal(to)) <= 0;
}

/** Values outside are set aside, whatever the range says. */
export function plausibleCalcium(kind: CalciumKind, unit: CalciumUnit, policy: ReadingPolicy): Interval {
  return policy.plausible[PLACE[kind][unit]];
}

function isLimitOf(bound: Decimal, kind: CalciumKind, unit: CalciumUnit, policy: ReadingPolicy): boolean {
  return isWithin(bound, policy.inferenceRange[PLACE[kind][unit]]);
}

/** Whether a range with this upper bound, in this unit, is one of a calcium of either kind. */
export function isUpperLimitOfCalcium(bound: Decimal, unit: Unit, policy: ReadingPolicy): boolean {
  const conversion = calciumConversion(unit);
  if (conversion === undefined) return false;
  const limit = converted(bound, conversion);
  return (
    isLimitOf(limit, 'total', conversion.unit, policy) || isLimitOf(limit, 'ionized', conversion.unit, policy)
  );
}

type Origin = { readonly kind: CalciumKind; readonly unit: Unit };

/** Every kind and unit whose upper limits lie where this bound lies, taken as sent. */
function originsOf(bound: Decimal, policy: ReadingPolicy): readonly Origin[] {
  const ambiguous: readonly Origin[] = [
    { kind: 'total', unit: 'mEq/L' },
    { kind: 'ionized', unit: 'mg/dL' },
  ];
  const graded = (['total', 'ionized'] as const).flatMap((kind) =>
    AS_GRADED.filter(({ unit }) => isLimitOf(bound, kind, unit, policy)).map(({ unit }) => ({ kind, unit })),
  );
  return isWithin(bound, policy.ambiguousUpperBound) ? [...graded, ...ambiguous] : graded;
}

/** OBX-6 is empty: the one unit of this kind in whose inference range the bound lies; never the value's size. */
function unitFromBound({ kind, upperBound }: CalciumClaim, policy: ReadingPolicy): CalciumScale | SetAside {
  if (upperBound === undefined || isWithin(upperBound, policy.ambiguousUpperBound)) {
    return setAside('unit-missing');
  }
  const [only, ...more] = AS_GRADED.filter(({ unit }) => isLimitOf(upperBound, kind, unit, policy));
  if (only !== undefined && more.length === 0) {
    return { is: 'scale', conversion: only, upperLimit: upperBound, isDefaultLimit: false };
  }
  const isOfAnotherKind = AS_GRADED.some(({ unit }) => isLimitOf(upperBound, OTHER_KIND[kind], unit, policy));
  return setAside(isOfAnotherKind ? 'range-of-another-kind' : 'unit-missing');
}

/** OBX-6 names no unit of calcium: set aside in any case, the reason being what the bound gives away. */
function withoutUnit({ kind, upperBound }: CalciumClaim, policy: ReadingPolicy): SetAside {
  const origins = upperBound === undefined ? [] : originsOf(upperBound, policy);
  const isOfAnotherKind = origins.length > 0 && origins.every((origin) => origin.kind !== kind);
  return setAside(isOfAnotherKind ? 'range-of-another-kind' : 'unit-unknown');
}

function withDefaultLimit(
  kind: CalciumKind,
  conversion: Conversion<CalciumUnit>,
  policy: ReadingPolicy,
): CalciumScale {
  const upperLimit = decimal(policy.defaultUpperLimit[PLACE[kind][conversion.unit]]);
  return { is: 'scale', conversion, upperLimit, isDefaultLimit: true };
}

/** OBX-6 is a unit of calcium: it is believed unless code or bound speak against it. */
function withUnit(
  unit: Unit,
  conversion: Conversion<CalciumUnit>,
  { kind, property, upperBound }: CalciumClaim,
  policy: ReadingPolicy,
): CalciumScale | SetAside {
  const contradicts = property !== PROPERTY_OF_UNIT[conversion.unit];
  if (upperBound === undefined) {
    return contradicts ? setAside('unit-contradicts-code') : withDefaultLimit(kind, conversion, policy);
  }
  const upperLimit = converted(upperBound, conversion);
  if (isLimitOf(upperLimit, kind, conversion.unit, policy)) {
    return { is: 'scale', conversion, upperLimit, isDefaultLimit: false };
  }
  if (isLimitOf(upperLimit, OTHER_KIND[kind], conversion.unit, policy)) {
    return setAside('range-of-another-kind');
  }
  if (contradicts) return setAside('unit-contradicts-code');
  const origins = originsOf(upperBound, policy);
  if (origins.length === 0 || origins.some((origin) => origin.kind === kind && origin.unit === unit)) {
    return withDefaultLimit(kind, conversion, policy);
  }
  const isOfThisKind = origins.some((origin) => origin.kind === kind);
  return setAside(isOfThisKind ? 'range-of-another-unit' : 'range-of-another-kind');
}

/**
 * Checks code, unit and range against each other; a code alone never decides, and no unit is ever inferred from a
 * value. A bound that belongs to another unit or kind sets the value aside even where code and unit agree.
 */
export function calciumScale(claim: CalciumClaim, policy: ReadingPolicy): CalciumScale | SetAside {
  switch (claim.unit.is) {
    case 'empty':
      return unitFromBound(claim, policy);
    case 'unknown':
      return withoutUnit(claim, policy);
    case 'unit': {
      const conversion = calciumConversion(claim.unit.unit);
      return conversion === undefined
        ? withoutUnit(claim, policy)
        : withUnit(claim.unit.unit, conversion, claim, policy);
    }
  }
}
