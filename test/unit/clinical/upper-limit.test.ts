import { describe, expect, it } from 'vitest';
import type { CalciumKind } from '../../../shared/clinical/analyte-table.ts';
import { decimal, decimalText } from '../../../shared/clinical/decimal.ts';
import { readingPolicySchema } from '../../../shared/clinical/reading-policy.ts';
import { unitNamed } from '../../../shared/clinical/unit-table.ts';
import { calciumScale, isUpperLimitOfCalcium } from '../../../shared/clinical/upper-limit.ts';

const policy = readingPolicySchema.parse({});

/** `10.3 mg/dL`, `10.5 mg/dL default`, or the reason for which the value is set aside. */
function scale(kind: CalciumKind, property: 'mass' | 'substance', unitText: string, bound: string): string {
  const named = unitNamed(unitText);
  const upperBound = bound === '' ? undefined : decimal(bound);
  const empty = unitText === '' ? ({ is: 'empty' } as const) : ({ is: 'unknown' } as const);
  const unit = named === undefined ? empty : ({ is: 'unit', unit: named } as const);
  const found = calciumScale({ kind, property, unit, upperBound }, policy);
  if (found.is !== 'scale') return found.reason;
  const limit = `${decimalText(found.upperLimit)} ${found.conversion.unit}`;
  return found.isDefaultLimit ? `${limit} default` : limit;
}

describe('the upper limit', () => {
  it.each([
    ['total', 'mass', 'mg/dL', '9.4', '10.5 mg/dL default'],
    ['total', 'mass', 'mg/dL', '9.5', '9.5 mg/dL'],
    ['total', 'mass', 'mg/dL', '11.5', '11.5 mg/dL'],
    ['total', 'mass', 'mg/dL', '11.6', '10.5 mg/dL default'],
    ['total', 'mass', 'mg/dL', '', '10.5 mg/dL default'],
    ['total', 'substance', 'mmol/L', '2.39', '2.6 mmol/L default'],
    ['total', 'substance', 'mmol/L', '2.40', '2.4 mmol/L'],
    ['total', 'substance', 'mmol/L', '2.85', '2.85 mmol/L'],
    ['total', 'substance', 'mmol/L', '2.86', '2.6 mmol/L default'],
    ['ionized', 'substance', 'mmol/L', '1.24', '1.3 mmol/L default'],
    ['ionized', 'substance', 'mmol/L', '1.25', '1.25 mmol/L'],
    ['ionized', 'substance', 'mmol/L', '1.40', '1.4 mmol/L'],
    ['ionized', 'substance', 'mmol/L', '1.41', '1.3 mmol/L default'],
    ['ionized', 'mass', 'mg/dL', '4.9', '5.2 mg/dL default'],
    ['ionized', 'mass', 'mg/dL', '5.0', '5 mg/dL'],
    ['ionized', 'mass', 'mg/dL', '5.6', '5.6 mg/dL'],
    ['ionized', 'mass', 'mg/dL', '5.7', '5.2 mg/dL default'],
    ['ionized', 'mass', 'mg/dL', '', '5.2 mg/dL default'],
  ] as const)('of %s (%s) in %s with bound %j is %s', (kind, property, unit, bound, expected) => {
    expect(scale(kind, property, unit, bound)).toBe(expected);
  });

  it.each([
    ['total', 'substance', 'mEq/L', '5.25', '2.625 mmol/L'],
    ['total', 'mass', 'mEq/L', '5.25', '2.625 mmol/L'],
    ['total', 'substance', 'mEq/L', '', '2.6 mmol/L default'],
    ['total', 'substance', 'mEq/L', '4.6', '2.6 mmol/L default'],
    ['total', 'mass', 'mg/L', '105', '10.5 mg/dL'],
    ['ionized', 'substance', 'mEq/L', '2.6', '1.3 mmol/L'],
  ] as const)(
    'of %s (%s) in %s with bound %j is converted with the value: %s',
    (kind, property, unit, bound, expected) => {
      expect(scale(kind, property, unit, bound)).toBe(expected);
    },
  );
});

describe('an empty unit', () => {
  it.each([
    ['total', 'mass', '10.5', '10.5 mg/dL'],
    ['total', 'substance', '10.5', '10.5 mg/dL'],
    ['total', 'mass', '2.60', '2.6 mmol/L'],
    ['ionized', 'substance', '1.30', '1.3 mmol/L'],
    ['total', 'mass', '1.30', 'range-of-another-kind'],
    ['ionized', 'mass', '10.5', 'range-of-another-kind'],
    ['ionized', 'substance', '2.60', 'range-of-another-kind'],
    ['total', 'mass', '4.5', 'unit-missing'],
    ['total', 'mass', '5.25', 'unit-missing'],
    ['ionized', 'mass', '5.2', 'unit-missing'],
    ['ionized', 'mass', '5.7', 'unit-missing'],
    ['total', 'mass', '8.0', 'unit-missing'],
    ['total', 'mass', '', 'unit-missing'],
  ] as const)('of %s (%s) with bound %j gives %s', (kind, property, bound, expected) => {
    expect(scale(kind, property, '', bound)).toBe(expected);
  });

  it('is not guessed where a site lets two units share a range', () => {
    const shared = readingPolicySchema.parse({
      inferenceRange: { totalMgPerDl: { from: '2.5', to: '11.5' } },
    });
    const claim = {
      kind: 'total',
      property: 'mass',
      unit: { is: 'empty' },
      upperBound: decimal('2.6'),
    } as const;
    expect(calciumScale(claim, shared)).toEqual({ is: 'set-aside', reason: 'unit-missing' });
  });
});

describe('a unit that contradicts the property of its code', () => {
  it.each([
    ['total', 'mass', 'mmol/L', '2.60', '2.6 mmol/L'],
    ['total', 'substance', 'mg/dL', '10.3', '10.3 mg/dL'],
    ['ionized', 'mass', 'mmol/L', '1.30', '1.3 mmol/L'],
    ['ionized', 'substance', 'mg/dL', '5.2', '5.2 mg/dL'],
    ['total', 'mass', 'mmol/L', '', 'unit-contradicts-code'],
    ['total', 'mass', 'mmol/L', '10.5', 'unit-contradicts-code'],
    ['total', 'substance', 'mg/dL', '2.60', 'unit-contradicts-code'],
    ['total', 'mass', 'mmol/L', '1.30', 'range-of-another-kind'],
    ['total', 'substance', 'mg/dL', '5.2', 'range-of-another-kind'],
  ] as const)('on %s (%s) in %s with bound %j gives %s', (kind, property, unit, bound, expected) => {
    expect(scale(kind, property, unit, bound)).toBe(expected);
  });
});

describe('a bound of another kind or unit, though unit and code agree', () => {
  it.each([
    ['total', 'substance', 'mmol/L', '1.30', 'range-of-another-kind'],
    ['total', 'mass', 'mg/dL', '5.2', 'range-of-another-kind'],
    ['total', 'mass', 'mg/dL', '1.30', 'range-of-another-kind'],
    ['ionized', 'substance', 'mmol/L', '2.60', 'range-of-another-kind'],
    ['ionized', 'mass', 'mg/dL', '10.5', 'range-of-another-kind'],
    ['ionized', 'mass', 'mg/dL', '2.60', 'range-of-another-kind'],
    ['total', 'mass', 'mg/L', '52', 'range-of-another-kind'],
    ['total', 'mass', 'mg/dL', '2.15', '10.5 mg/dL default'],
    ['total', 'mass', 'mg/dL', '2.60', 'range-of-another-unit'],
    ['total', 'substance', 'mmol/L', '10.5', 'range-of-another-unit'],
    ['total', 'mass', 'mg/dL', '4.8', 'range-of-another-unit'],
    ['total', 'substance', 'mmol/L', '5.25', 'range-of-another-unit'],
    ['total', 'substance', 'mEq/L', '10.5', 'range-of-another-unit'],
    ['ionized', 'mass', 'mg/dL', '1.30', 'range-of-another-unit'],
    ['ionized', 'substance', 'mmol/L', '5.2', 'range-of-another-unit'],
  ] as const)('on %s (%s) in %s with bound %j gives %s', (kind, property, unit, bound, expected) => {
    expect(scale(kind, property, unit, bound)).toBe(expected);
  });
});

describe('a unit that is none of calcium', () => {
  it.each([
    ['total', 'mass', 'furlong', '10.5', 'unit-unknown'],
    ['total', 'mass', 'furlong', '', 'unit-unknown'],
    ['total', 'mass', 'furlong', '8.0', 'unit-unknown'],
    ['total', 'mass', 'g/L', '10.5', 'unit-unknown'],
    ['total', 'mass', 'umol/L', '', 'unit-unknown'],
    ['total', 'mass', 'furlong', '5.25', 'unit-unknown'],
    ['total', 'mass', 'furlong', '1.30', 'range-of-another-kind'],
    ['ionized', 'mass', 'furlong', '2.60', 'range-of-another-kind'],
  ] as const)('on %s (%s): %s with bound %j gives %s', (kind, property, unit, bound, expected) => {
    expect(scale(kind, property, unit, bound)).toBe(expected);
  });
});

describe('a range that is a calcium’s', () => {
  it.each([
    ['mg/dL', '10.5', true],
    ['mmol/L', '2.6', true],
    ['mmol/L', '1.3', true],
    ['mEq/L', '5.2', true],
    ['mmol/L', '5.1', false],
    ['g/L', '10.5', false],
  ] as const)('in %s with bound %s: %s', (unit, bound, expected) => {
    expect(isUpperLimitOfCalcium(decimal(bound), unit, policy)).toBe(expected);
  });
});
