import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, decimal, decimalText, multiply } from '../../../shared/clinical/decimal.ts';
import {
  albuminConversion,
  calciumConversion,
  converted,
  observedUnit,
  UNITS,
  type Unit,
  unitNamed,
} from '../../../shared/clinical/unit-table.ts';
import { coded } from './observation.ts';

describe('the names of units', () => {
  it.each([
    ['mg/dL', 'mg/dL'],
    ['MG/DL', 'mg/dL'],
    [' mg / dl ', 'mg/dL'],
    ['mg/100 mL', 'mg/dL'],
    ['mg%', 'mg/dL'],
    ['milligram per deciliter', 'mg/dL'],
    ['mg/L', 'mg/L'],
    ['mmol/L', 'mmol/L'],
    ['MMOL/L', 'mmol/L'],
    ['mmol l-1', 'mmol/L'],
    ['mmol/litre', 'mmol/L'],
    ['mEq/L', 'mEq/L'],
    ['meq/l', 'mEq/L'],
    ['mval/l', 'mEq/L'],
    ['g/dL', 'g/dL'],
    ['gm/dL', 'g/dL'],
    ['g/L', 'g/L'],
    ['umol/L', 'umol/L'],
    ['µmol/L', 'umol/L'],
    ['μmol/l', 'umol/L'],
    ['ΜMOL/L', 'umol/L'],
    ['mcmol/L', 'umol/L'],
  ])('read %j as %s', (text, unit) => {
    expect(unitNamed(text)).toBe(unit);
  });

  it.each(['', 'mol/L', 'nmol/L', 'mg', 'dL', 'ng/mL', '__proto__', 'constructor', 'x'.repeat(5000)])(
    'do not know %j',
    (text) => {
      expect(unitNamed(text)).toBeUndefined();
    },
  );

  it('are known for every unit by its own name', () => {
    for (const unit of UNITS) expect(unitNamed(unit)).toBe(unit);
  });
});

describe('conversions', () => {
  it.each([
    ['mg/dL', '10.5', '10.5', 'mg/dL'],
    ['mg/L', '105', '10.5', 'mg/dL'],
    ['mmol/L', '2.60', '2.6', 'mmol/L'],
    ['mEq/L', '5.25', '2.625', 'mmol/L'],
  ] as const)('of calcium from %s: %s is %s %s', (unit, sent, amount, to) => {
    const conversion = calciumConversion(unit);
    expect(conversion?.unit).toBe(to);
    expect(conversion && decimalText(converted(decimal(sent), conversion))).toBe(amount);
  });

  it.each([
    ['g/L', '40', '40'],
    ['g/dL', '4.0', '40'],
    ['umol/L', '601.504', '40'],
    ['umol/L', '15.0376', '1'],
  ] as const)('of albumin from %s: %s is %s g/L', (unit, sent, amount) => {
    const conversion = albuminConversion(unit);
    expect(conversion && decimalText(converted(decimal(sent), conversion))).toBe(amount);
  });

  it.each(['g/dL', 'g/L', 'umol/L'] as const)('of calcium know no %s', (unit) => {
    expect(calciumConversion(unit)).toBeUndefined();
  });

  it.each(['mg/dL', 'mg/L', 'mmol/L', 'mEq/L'] as const)('of albumin know no %s', (unit) => {
    expect(albuminConversion(unit)).toBeUndefined();
  });

  it('are exact: multiplied back they give what was sent', () => {
    const factors: readonly (readonly [Unit, string])[] = [
      ['mg/L', '10'],
      ['mEq/L', '2'],
      ['mg/dL', '1'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...factors), fc.integer({ min: 0, max: 99_999 }), ([unit, by], count) => {
        const sent = decimal(`${count}e-3`);
        const conversion = calciumConversion(unit);
        expect(conversion && compare(multiply(converted(sent, conversion), decimal(by)), sent)).toBe(0);
      }),
    );
  });
});

describe('OBX-6', () => {
  it('is known by its code, by its text, and in any triplet', () => {
    expect(observedUnit([coded('mg/dL')])).toEqual({ is: 'unit', unit: 'mg/dL' });
    expect(observedUnit([coded('258797006', 'mmol/L', 'SCT')])).toEqual({ is: 'unit', unit: 'mmol/L' });
    expect(observedUnit([coded('X'), coded('', 'mEq/L')])).toEqual({ is: 'unit', unit: 'mEq/L' });
  });

  it('is empty without any text, with blanks and with the explicit null', () => {
    expect(observedUnit([])).toEqual({ is: 'empty' });
    expect(observedUnit([coded(' ', '')])).toEqual({ is: 'empty' });
    expect(observedUnit([coded('', ' ')])).toEqual({ is: 'empty' });
    expect(observedUnit([coded('""')])).toEqual({ is: 'empty' });
  });

  it('is unknown where no text is a unit, and where two texts are different units', () => {
    expect(observedUnit([coded('furlong')])).toEqual({ is: 'unknown' });
    expect(observedUnit([coded('mg/dL', 'mmol/L')])).toEqual({ is: 'unknown' });
    expect(observedUnit([coded('mg/dL', 'MG/DL')])).toEqual({ is: 'unit', unit: 'mg/dL' });
  });
});
