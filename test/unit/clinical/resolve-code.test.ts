import { describe, expect, it } from 'vitest';
import type { CodeMapEntry } from '../../../shared/clinical/code-map.ts';
import { decimal } from '../../../shared/clinical/decimal.ts';
import { measuresLikeCalcium } from '../../../shared/clinical/looks-like-calcium.ts';
import { readingPolicySchema } from '../../../shared/clinical/reading-policy.ts';
import { codeAsSent, codeMapOf, resolveCode } from '../../../shared/clinical/resolve-code.ts';
import type { ObservedText } from '../../../shared/clinical/understand.ts';
import type { ObservedUnit, Unit } from '../../../shared/clinical/unit-table.ts';
import { createWatchedCodes } from '../../../shared/clinical/watched-codes.ts';
import { coded, feedThat } from './observation.ts';

/** The LOINC code it is, or the word for what it is otherwise. */
function resolve(codes: ObservedText['codes'], map: readonly CodeMapEntry[] = [], unit = 'mg/dL'): string {
  const resolved = resolveCode({ codes, units: [coded(unit)] }, feedThat({ codes: [...map] }));
  if (resolved.is === 'analyte') return resolved.known.loinc;
  return resolved.is === 'excluded' ? `excluded ${resolved.loinc}` : resolved.is;
}

describe('the code of OBX-3', () => {
  it.each(['LN', 'ln', ' LOINC ', '', '2.16.840.1.113883.6.1', 'http://loinc.org'])(
    'is a LOINC code under the system %j',
    (system) => {
      expect(resolve([coded(' 17861-6 ', 'CA', system)])).toBe('17861-6');
    },
  );

  it('is found in any triplet, before the map', () => {
    const map = [{ code: 'CA', loinc: '2000-8' }];
    expect(resolve([coded('CA', 'Calcium', 'L'), coded('17861-6', '', 'LN')], map)).toBe('17861-6');
    expect(resolve([coded('X', '', 'L'), coded('Y', '', 'L'), coded('1995-0', '', 'LN')])).toBe('1995-0');
  });

  it('is not LOINC under another system, though it has the shape', () => {
    expect(resolve([coded('17861-6', 'Sodium', 'L')])).toBe('unknown');
    expect(resolve([coded('17861-6', 'Calcium', '99LAB')])).toBe('unmapped-calcium');
    expect(resolve([coded('17861-67', 'Sodium', 'LN')])).toBe('unknown');
  });

  it('is excluded where the table excludes it, whatever its text says', () => {
    expect(resolve([coded('17862-4', 'Calcium, urine', 'LN')])).toBe('excluded 17862-4');
    expect(resolve([coded('CA', 'Calcium', 'L'), coded('83064-6', '', 'LN')])).toBe('excluded 83064-6');
  });

  it('of a LOINC code nobody knows falls to the map', () => {
    expect(resolve([coded('99999-9', '', 'LN')], [{ code: '99999-9', loinc: '2000-8' }])).toBe('2000-8');
  });
});

describe("the feed's own map", () => {
  it('holds for a code of any system unless it names one', () => {
    const map = [{ code: 'K1', system: 'L', loinc: '17861-6' }];
    expect(resolve([coded('K1', '', 'l ')], map)).toBe('17861-6');
    expect(resolve([coded('K1', '', '99X')], map)).toBe('unknown');
    expect(resolve([coded(' K1 ', '', '99X')], [{ code: ' K1', loinc: '17861-6' }])).toBe('17861-6');
    expect(resolve([coded('K1', '', 'L')], [{ code: 'K1', system: ' l ', loinc: '17861-6' }])).toBe(
      '17861-6',
    );
  });

  it('tells one code in two units apart', () => {
    const map = [
      { code: 'K1', unit: 'mmol/L', loinc: '2000-8' },
      { code: 'K1', unit: 'mg/dL', loinc: '17861-6' },
    ];
    expect(resolve([coded('K1')], map, 'MG/DL')).toBe('17861-6');
    expect(resolve([coded('K1')], map, 'mmol/l')).toBe('2000-8');
  });

  it('does not let a calcium pass in silence that comes in a unit it does not foresee', () => {
    const map = [{ code: 'K1', unit: 'mmol/L', loinc: '2000-8' }];
    expect(resolve([coded('K1', 'Kx')], map, 'mg/dL')).toBe('unmapped-calcium');
    expect(resolve([coded('K1', 'Kx')], [{ code: 'K1', unit: 'mmol/L', loinc: '2823-3' }])).toBe('unknown');
  });

  it('prefers the entry that says more', () => {
    const map = [
      { code: 'K1', loinc: '2823-3' },
      { code: 'K1', system: 'L', loinc: '2000-8' },
      { code: 'K1', unit: 'mg/dL', loinc: '17861-6' },
      { code: 'K1', unit: 'mg/dL', system: 'L', loinc: '49765-1' },
    ];
    expect(resolve([coded('K1', '', 'L')], map, 'mg/dL')).toBe('49765-1');
    expect(resolve([coded('K1', '', '99X')], map, 'mg/dL')).toBe('17861-6');
    expect(resolve([coded('K1', '', 'L')], map, 'mmol/L')).toBe('2000-8');
    expect(resolve([coded('K1', '', '99X')], map, 'mmol/L')).toBe('2823-3');
  });

  it('holds the unit for more than the system', () => {
    const map = [
      { code: 'K1', system: 'L', loinc: '2000-8' },
      { code: 'K1', unit: 'mg/dL', loinc: '17861-6' },
    ];
    expect(resolve([coded('K1', '', 'L')], map, 'mg/dL')).toBe('17861-6');
    expect(resolve([coded('K1', '', 'L')], map.toReversed(), 'mg/dL')).toBe('17861-6');
  });

  it('knows a unit by any of its names', () => {
    const map = [{ code: 'K1', unit: 'mg/dL', loinc: '17861-6' }];
    expect(resolve([coded('K1')], map, 'mg/100 mL')).toBe('17861-6');
  });

  it('is made ready once a feed', () => {
    const feed = feedThat({ codes: [{ code: 'K1', loinc: '17861-6' }] });
    expect(codeMapOf(feed)).toBe(codeMapOf(feed));
    expect(codeMapOf(feedThat())).not.toBe(codeMapOf(feed));
  });

  it('compares units it does not know as folded text', () => {
    const map = [{ code: 'P', unit: 'ng/mL', loinc: '2857-1' }];
    expect(resolve([coded('P')], map, 'NG / ML')).toBe('2857-1');
    expect(resolve([coded('P')], map, 'ug/mL')).toBe('unmapped-calcium');
    expect(resolve([coded('P')], map, 'mg/dL')).toBe('unmapped-calcium');
  });

  it('settles what a code is, also where that is nothing of ours', () => {
    expect(resolve([coded('CALC', 'LDL calc')], [{ code: 'CALC', loinc: '13457-7' }])).toBe(
      'mapped-elsewhere',
    );
    expect(resolve([coded('CAU', 'Calcium')], [{ code: 'CAU', loinc: '17862-4' }])).toBe('excluded 17862-4');
  });
});

describe('what looks like calcium', () => {
  it.each([
    ['X', 'SERUM CALCIUM, TOTAL'],
    ['X', 'Kalzium'],
    ['CA', ''],
  ])('by its name: %j %j', (code, text) => {
    expect(resolve([coded(code, text, 'L')])).toBe('unmapped-calcium');
  });

  it.each([
    ['NA', 'Sodium'],
    ['X', 'LDL, calculated'],
    ['', ''],
  ])('does not by %j %j', (code, text) => {
    expect(resolve([coded(code, text, 'L')])).toBe('unknown');
  });

  it.each([
    ['mg/dL', '8.6', '10.3', true],
    ['mg/dL', undefined, '10.3', true],
    ['mmol/L', '2.15', '2.60', true],
    ['mEq/L', '4.3', '5.25', true],
    ['mmol/L', '1.95', '2.60', true],
    ['mmol/L', '1.949', '2.60', false],
    ['mEq/L', '3.5', '5.1', false],
    ['mmol/L', '3.5', '5.1', false],
    ['mg/dL', '70', '99', false],
    ['mg/dL', '8.6', undefined, false],
    ['g/dL', '8.6', '10.3', false],
  ] as const)('by unit and range: %s %s-%s is %s', (unit, lower, upper, expected) => {
    const range = { lower: lower && decimal(lower), upper: upper && decimal(upper) };
    const observed: ObservedUnit = { is: 'unit', unit: unit satisfies Unit };
    expect(measuresLikeCalcium(observed, range, readingPolicySchema.parse({}))).toBe(expected);
  });

  it('needs a unit', () => {
    const range = { lower: decimal('8.6'), upper: decimal('10.3') };
    expect(measuresLikeCalcium({ is: 'empty' }, range, readingPolicySchema.parse({}))).toBe(false);
  });

  it('is named to operations by its first code, else by its text', () => {
    expect(codeAsSent([coded(' CA '), coded('X', 'y')])).toBe('CA');
    expect(codeAsSent([coded('', ' Calcium ')])).toBe('Calcium');
    expect(codeAsSent([])).toBe('');
  });
});

describe('the codes a message is read for', () => {
  const isWatched = createWatchedCodes(
    feedThat({
      codes: [
        { code: 'K1', unit: 'mmol/L', loinc: '2823-3' },
        { code: 'K1', unit: 'mg/dL', loinc: '17861-6' },
        { code: 'KREA', loinc: '2160-0' },
        { code: 'CALC', loinc: '13457-7' },
      ],
    }),
  );

  it.each([
    ['17861-6', ''],
    [' 17861-6 ', ''],
    ['13959-2', ''],
    ['1751-7', ''],
    ['2857-1', ''],
    ['2731-8', ''],
    ['15087-0', ''],
    ['K1', ''],
    ['CA', ''],
    ['X', 'Calcium'],
  ])('have %j %j', (code, text) => {
    expect(isWatched(code, text, 'LN')).toBe(true);
  });

  it.each([
    ['2160-0', 'Creatinine'],
    ['33914-3', 'GFR calc'],
    ['17862-4', 'Calcium, urine'],
    ['83064-6', 'Calcium ionized CRRT'],
    ['KREA', 'calc'],
    ['CALC', 'LDL calc'],
    ['718-7', 'Hemoglobin'],
    ['__proto__', ''],
    ['', ''],
  ])('do not have %j %j', (code, text) => {
    expect(isWatched(code, text, 'LN')).toBe(false);
  });

  it.each([
    ['2160-0', 'Calcium'],
    ['17862-4', 'Calcium'],
  ])('have %j %j of a system that is not LOINC', (code, text) => {
    expect([isWatched(code, text, '99LAB'), isWatched(code, text, 'LN')]).toEqual([true, false]);
  });
});
