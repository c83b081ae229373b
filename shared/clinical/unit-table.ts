import { type Decimal, decimal, divide } from './decimal.ts';

/** Every unit in which calcium or albumin is understood. */
export const UNITS = ['mg/dL', 'mg/L', 'mmol/L', 'mEq/L', 'g/dL', 'g/L', 'umol/L'] as const;
export type Unit = (typeof UNITS)[number];

/** The two unit systems in which calcium is graded; never converted into each other. */
export type CalciumUnit = 'mg/dL' | 'mmol/L';

/** Dividing by `divisor` gives the value in `unit`; bounds of OBX-7 go by the same divisor. */
export type Conversion<To extends string> = { readonly unit: To; readonly divisor: Decimal };

const UNCHANGED = decimal('1');

/** Calcium has two charges: 2 mEq = 1 mmol. */
const CALCIUM_CONVERSIONS: ReadonlyMap<Unit, Conversion<CalciumUnit>> = new Map([
  ['mg/dL', { unit: 'mg/dL', divisor: UNCHANGED }],
  ['mg/L', { unit: 'mg/dL', divisor: decimal('10') }],
  ['mmol/L', { unit: 'mmol/L', divisor: UNCHANGED }],
  ['mEq/L', { unit: 'mmol/L', divisor: decimal('2') }],
]);

/** 15.0376 umol/L of albumin weigh 1 g/L (66.5 kg/mol). */
const ALBUMIN_CONVERSIONS: ReadonlyMap<Unit, Conversion<'g/L'>> = new Map([
  ['g/L', { unit: 'g/L', divisor: UNCHANGED }],
  ['g/dL', { unit: 'g/L', divisor: decimal('0.1') }],
  ['umol/L', { unit: 'g/L', divisor: decimal('15.0376') }],
]);

/** Spellings after `folded`; UCUM's own, case-sensitive and -insensitive, are among them. */
const ALIASES: Readonly<Record<Unit, readonly string[]>> = {
  'mg/dL': [
    'mg/dl',
    'mg/100ml',
    'mg%',
    'mgs/dl',
    'mg.dl-1',
    'milligram/deciliter',
    'milligramperdeciliter',
    'milligramsperdeciliter',
  ],
  'mg/L': ['mg/l', 'mg.l-1', 'milligramperliter', 'milligramsperliter'],
  'mmol/L': [
    'mmol/l',
    'mmoles/l',
    'mmol.l-1',
    'mmoll-1',
    'mmol/liter',
    'mmol/litre',
    'millimole/liter',
    'millimoleperliter',
    'millimolesperliter',
    'millimoleperlitre',
    'millimolesperlitre',
  ],
  'mEq/L': [
    'meq/l',
    'meq/liter',
    'meq/litre',
    'mval/l',
    'milliequivalentperliter',
    'milliequivalentsperliter',
  ],
  'g/dL': ['g/dl', 'gm/dl', 'g/100ml', 'g%', 'gramperdeciliter', 'gramsperdeciliter'],
  'g/L': ['g/l', 'gm/l', 'g.l-1', 'gl-1', 'gramperliter', 'gramsperliter', 'gramperlitre', 'gramsperlitre'],
  'umol/L': ['umol/l', 'mcmol/l', 'micromol/l', 'micromole/liter', 'micromoleperliter', 'micromolesperliter'],
};

const unitByAlias = new Map(UNITS.flatMap((unit) => ALIASES[unit].map((alias) => [alias, unit] as const)));

/** White space out, lower case, and both mu signs (U+00B5, U+03BC) as u. */
export function foldedUnit(text: string): string {
  return text.replaceAll(/\s/g, '').toLowerCase().replaceAll(/[µμ]/g, 'u');
}

/** The unit a text names; undefined where the table does not hold it. */
export function unitNamed(text: string): Unit | undefined {
  return unitByAlias.get(foldedUnit(text));
}

export function calciumConversion(unit: Unit): Conversion<CalciumUnit> | undefined {
  return CALCIUM_CONVERSIONS.get(unit);
}

export function albuminConversion(unit: Unit): Conversion<'g/L'> | undefined {
  return ALBUMIN_CONVERSIONS.get(unit);
}

export function converted(value: Decimal, { divisor }: Conversion<string>): Decimal {
  return divide(value, divisor);
}

/** What OBX-6 says, over all its triplets; two different units are no unit at all. */
export type ObservedUnit =
  | { readonly is: 'unit'; readonly unit: Unit }
  | { readonly is: 'empty' }
  | { readonly is: 'unknown' };

export function observedUnit(
  coded: readonly { readonly code: string; readonly text: string }[],
): ObservedUnit {
  const texts = coded
    .flatMap(({ code, text }) => [code.trim(), text.trim()])
    .filter((text) => text !== '' && text !== '""');
  if (texts.length === 0) return { is: 'empty' };
  const units = new Set(texts.flatMap((text) => unitNamed(text) ?? []));
  const [unit] = units;
  return unit === undefined || units.size > 1 ? { is: 'unknown' } : { is: 'unit', unit };
}
