import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measuredSchema, resultSchema } from '../../../shared/clinical/fact.ts';
import { HOUR_MS, MINUTE_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { policySchema } from '../../../shared/clinical/policy.ts';
import type { ObservedText } from '../../../shared/clinical/understand.ts';
import { understand } from '../../../shared/clinical/understand-observation.ts';
import {
  coded,
  contextWith,
  DRAWN_AT,
  feedThat,
  observation,
  RECEIVED_AT,
  REPORTED_AT,
  resultOf,
  SENT_AT,
  understood,
} from './observation.ts';

const TOTAL_MMOL = {
  codes: [coded('2000-8', '', 'LN')],
  units: [coded('mmol/L')],
  referenceRange: '2.15-2.60',
};
const IONIZED = { codes: [coded('1995-0', '', 'LN')], units: [coded('mmol/L')], referenceRange: '1.15-1.30' };
const IONIZED_MG = {
  codes: [coded('17863-2', '', 'LN')],
  units: [coded('mg/dL')],
  referenceRange: '4.5-5.2',
};
const ALBUMIN = { codes: [coded('1751-7', '', 'LN')], units: [coded('g/dL')], referenceRange: '3.5-5.0' };
const CREATININE = { codes: [coded('2160-0', '', 'LN')], units: [coded('mg/dL')], referenceRange: '0.6-1.2' };

function reasonOf(changes: Partial<ObservedText>, context = contextWith()): string {
  const outcome = understood(changes, context);
  return outcome.is === 'value-quarantined' ? outcome.reason : outcome.is;
}

describe('a calcium result', () => {
  it('is understood whole', () => {
    expect(
      understood({
        abnormalFlags: ['H', 'HH'],
        specimen: 'S1',
        subId: ' 2 ',
        values: [['14.0']],
      }),
    ).toEqual({
      is: 'result',
      identity: '["A100","17861-6","2"]',
      result: {
        order: 'A100',
        specimen: 'S1',
        loinc: '17861-6',
        analyte: 'calcium-total',
        status: 'F',
        collectedAt: DRAWN_AT,
        reportedAt: REPORTED_AT,
        sentAt: SENT_AT,
        value: { comparator: '=', amount: '14.0', unit: 'mg/dL' },
        upperLimit: '10.5',
        lowerLimit: '8.6',
        labFlags: ['H', 'HH'],
        flags: [],
        asSent: { value: '14.0', unit: 'mg/dL', range: '8.6-10.5', name: 'Calcium' },
      },
    });
  });

  it('fits the schema of a fact', () => {
    expect(resultSchema.safeParse({ ...resultOf(), key: 'k' }).success).toBe(true);
  });

  it('has the default limit and its flag where OBX-7 has no upper bound', () => {
    const result = resultOf({ referenceRange: '' });
    expect(result).toMatchObject({ upperLimit: '10.5', flags: ['DEFAULT_LIMIT'] });
    expect(result).not.toHaveProperty('lowerLimit');
  });

  it('keeps the lower bound beside a default limit', () => {
    expect(resultOf({ referenceRange: '>8.6' })).toMatchObject({ upperLimit: '10.5', lowerLimit: '8.6' });
  });

  it('adjusted to pH 7.4 says so', () => {
    expect(resultOf({ ...IONIZED, codes: [coded('19072-8', '', 'LN')], values: [['1.2']] }).flags).toEqual([
      'PH_ADJUSTED',
    ]);
    const withoutRange = {
      ...IONIZED,
      referenceRange: '',
      codes: [coded('19072-8', '', 'LN')],
      values: [['1.2']],
    };
    expect(resultOf(withoutRange).flags).toEqual(['DEFAULT_LIMIT', 'PH_ADJUSTED']);
  });

  it('is named by the first text of OBX-3, else by its code', () => {
    const codes = [coded('CA', '', 'L'), coded('17861-6', ' Calcium, serum ', 'LN')];
    expect(resultOf({ codes }).asSent.name).toBe('Calcium, serum');
    expect(resultOf({ codes: [coded('17861-6', '', 'LN')] }).asSent.name).toBe('17861-6');
    expect(resultOf({ units: [coded('', ' mg/dL ')] }).asSent.unit).toBe('mg/dL');
  });

  it('has the laboratory’s flags trimmed, in upper case, without empty ones', () => {
    expect(resultOf({ abnormalFlags: [' hh ', '', 'A'] }).labFlags).toEqual(['HH', 'A']);
  });

  it('has no specimen where SPM-2 is blank', () => {
    expect(resultOf({ specimen: undefined })).not.toHaveProperty('specimen');
    expect(resultOf({ specimen: ' ' })).not.toHaveProperty('specimen');
    expect(resultOf({ specimen: ' S1 ' }).specimen).toBe('S1');
  });

  it('keeps no more of what was sent than it takes to recognise it', () => {
    const long = 'x'.repeat(100_000);
    const codes = [coded('17861-6', long, 'LN')];
    const { asSent } = resultOf({
      codes,
      values: [[`QNS ${long}`]],
      units: [coded(long)],
      referenceRange: long,
    });
    expect([asSent.value, asSent.unit, asSent.range, asSent.name].map(({ length }) => length)).toEqual([
      200, 60, 200, 200,
    ]);
    expect(understood({ codes: [coded(`CALC${long}`)] })).toMatchObject({ code: `CALC${'x'.repeat(56)}` });
  });

  it('is kept as sent beside what was understood of it', () => {
    const changes = {
      units: [coded('', 'MEQ/L')],
      values: [['4.8', ''], ['5.0']],
      referenceRange: '4.3 - 5.25',
    };
    const result = resultOf(changes);
    expect(result.value).toEqual({ comparator: '=', amount: '2.5', unit: 'mmol/L' });
    expect(result).toMatchObject({ upperLimit: '2.625', lowerLimit: '2.15' });
    expect(result.asSent).toEqual({ value: '4.8^~5.0', unit: 'MEQ/L', range: '4.3 - 5.25', name: 'Calcium' });
  });
});

describe('a normal 5.0 mEq/L', () => {
  it('is 2.5 mmol/L under a code of either property', () => {
    const sent = { values: [['5.0']], units: [coded('mEq/L')], referenceRange: '4.3-5.25' };
    for (const loinc of ['17861-6', '2000-8']) {
      const { value, upperLimit } = resultOf({ ...sent, codes: [coded(loinc, '', 'LN')] });
      expect({ value, upperLimit }).toEqual({
        value: { comparator: '=', amount: '2.5', unit: 'mmol/L' },
        upperLimit: '2.625',
      });
    }
  });

  it('is never taken for 5.0 mmol/L: no unit is inferred from a value', () => {
    const sent = { ...TOTAL_MMOL, values: [['5.0']] };
    expect(reasonOf({ ...sent, units: [], referenceRange: '4.3-5.25' })).toBe('unit-missing');
    expect(reasonOf({ ...sent, units: [], referenceRange: '' })).toBe('unit-missing');
    expect(reasonOf({ ...sent, referenceRange: '4.3-5.25' })).toBe('range-of-another-unit');
  });

  it('without a unit is set aside for every value there may be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40_000 }), (thousandths) => {
        const values = [[`${Math.floor(thousandths / 1000)}.${String(thousandths % 1000).padStart(3, '0')}`]];
        expect(reasonOf({ values, units: [], referenceRange: '' })).toBe('unit-missing');
      }),
    );
  });
});

describe('a value that contradicts its range', () => {
  it('is set aside: 3.5 mmol/L sent as mg/dL does not pass as normal', () => {
    expect(reasonOf({ values: [['3.5']], referenceRange: '2.15-2.60' })).toBe('range-of-another-unit');
  });

  it('is set aside: ionized calcium under a total code', () => {
    expect(reasonOf({ values: [['1.62']], referenceRange: '1.15-1.30' })).toBe('range-of-another-kind');
    expect(reasonOf({ values: [['1.62']], units: [coded('mmol/L')], referenceRange: '1.15-1.30' })).toBe(
      'range-of-another-kind',
    );
    expect(reasonOf({ ...TOTAL_MMOL, values: [['1.62']], referenceRange: '1.15-1.30' })).toBe(
      'range-of-another-kind',
    );
  });

  it('is set aside: a unit that is not one of calcium', () => {
    expect(reasonOf({ units: [coded('g/L')] })).toBe('unit-unknown');
    expect(reasonOf({ units: [coded('mg/dL', 'mmol/L')] })).toBe('unit-unknown');
  });

  it('names the code whose value it was, never the value', () => {
    expect(understood({ units: [], referenceRange: '' })).toEqual({
      is: 'value-quarantined',
      reason: 'unit-missing',
      loinc: '17861-6',
    });
  });
});

describe('plausible values', () => {
  it.each([
    [{}, '3', '30'],
    [TOTAL_MMOL, '0.75', '7.5'],
    [IONIZED, '0.3', '4.0'],
    [IONIZED_MG, '1.2', '16'],
    [{ ...ALBUMIN, units: [coded('g/L')] }, '5', '70'],
  ])('of %o lie between %s and %s', (changes, from, to) => {
    expect(resultOf({ ...changes, values: [[from]] }).value?.amount).toBe(from);
    expect(resultOf({ ...changes, values: [[to]] }).value?.amount).toBe(to);
    expect(reasonOf({ ...changes, values: [[`${Number(from) - 0.001}`]] })).toBe('implausible');
    expect(reasonOf({ ...changes, values: [[`${to}${to.includes('.') ? '' : '.'}01`]] })).toBe('implausible');
  });

  it('are judged after conversion', () => {
    expect(reasonOf({ units: [coded('mg/L')], referenceRange: '86-105', values: [['29']] })).toBe(
      'implausible',
    );
  });
});

describe('a bound', () => {
  it('above is kept with its comparator', () => {
    expect(resultOf({ values: [['>16.0']], valueType: 'ST' }).value).toEqual({
      comparator: '>',
      amount: '16.0',
      unit: 'mg/dL',
    });
    expect(resultOf({ values: [['>=', '16']], valueType: 'SN' }).value?.comparator).toBe('>=');
  });

  it.each(['<', '<='])('%s below is kept where it lies within the limit', (comparator) => {
    expect(resultOf({ values: [[`${comparator}5.0`]] }).value).toMatchObject({ comparator, amount: '5.0' });
    expect(resultOf({ values: [[`${comparator}10.5`]] }).value).toMatchObject({ comparator });
    expect(reasonOf({ values: [[`${comparator}10.6`]] })).toBe('below-bound-above-limit');
  });
});

describe('OBX-5 that holds no number', () => {
  it.each(['HEMOLYZED', 'QNS', 'TNP', '', '""'])('%j is a result without a value', (text) => {
    const result = resultOf({ values: [[text]], units: [], referenceRange: '' });
    expect(result).not.toHaveProperty('value');
    expect(result).not.toHaveProperty('upperLimit');
    expect(result).toMatchObject({ status: 'F', flags: [], asSent: { value: text } });
  });

  it.each([
    ['NaN', 'unreadable'],
    ['Infinity', 'unreadable'],
    ['-1', 'unreadable'],
    ['0x0C', 'unreadable'],
    ['١٢٫٤', 'unreadable'],
    ['8.6-10.3', 'unreadable'],
    ['12,4', 'decimal-comma'],
  ])('%j is set aside as %s', (text, reason) => {
    expect(reasonOf({ values: [[text]] })).toBe(reason);
  });

  it('with a decimal comma is a number where the feed says so', () => {
    const context = contextWith({ feed: feedThat({ decimalComma: true }) });
    const result = resultOf({ ...TOTAL_MMOL, values: [['2,71']], referenceRange: '2,15-2,60' }, context);
    expect(result).toMatchObject({ value: { amount: '2.71' }, upperLimit: '2.6' });
  });
});

describe('repetitions of OBX-5', () => {
  it('are decided by the highest calcium and the lowest albumin', () => {
    const values = [['9.0'], ['12.0'], ['11.0']];
    expect(resultOf({ values }).value?.amount).toBe('12.0');
    expect(resultOf({ ...ALBUMIN, values: [['4.0'], ['2.4'], ['3.0']] }).value?.amount).toBe('24');
  });
});

describe('an albumin', () => {
  it.each([
    ['g/dL', '3.0', '30'],
    ['g/L', '30.0', '30.0'],
    ['umol/L', '601.504', '40'],
  ])('in %s: %s is %s g/L', (unit, sent, amount) => {
    const result = resultOf({ ...ALBUMIN, units: [coded(unit)], values: [[sent]] });
    expect(result.value).toEqual({ comparator: '=', amount, unit: 'g/L' });
    expect(result).not.toHaveProperty('upperLimit');
    expect(result.flags).toEqual([]);
  });

  it('keeps its comparator', () => {
    expect(resultOf({ ...ALBUMIN, values: [['<2.0']] }).value).toMatchObject({
      comparator: '<',
      amount: '20',
    });
  });

  it.each([
    ['', '3.0', 'unit-missing'],
    ['furlong', '3.0', 'unit-unknown'],
    ['mg/dL', '3.0', 'unit-unknown'],
    ['g/L', '4.0', 'implausible'],
    ['g/dL', '40', 'implausible'],
    ['g/dL', 'x1', 'unreadable'],
  ])('in %j: %s is set aside as %s', (unit, sent, reason) => {
    expect(reasonOf({ ...ALBUMIN, units: [coded(unit)], values: [[sent]] })).toBe(reason);
  });
});

describe('what is only shown', () => {
  it('is a number with the unit as sent, without limits', () => {
    const result = resultOf({ ...CREATININE, units: [coded(' ', 'Mg/Dl')], values: [['1.9']] });
    expect(result).toMatchObject({
      analyte: 'creatinine',
      value: { amount: '1.9', unit: 'Mg/Dl' },
      flags: [],
    });
    expect(result).not.toHaveProperty('upperLimit');
    expect(resultOf({ ...CREATININE, units: [], values: [['1.9']] }).value?.unit).toBe('');
  });

  it('has no plausible range and no cross-check', () => {
    const shown = { codes: [coded('13959-2', '', 'LN')], units: [], referenceRange: '', values: [['99']] };
    expect(resultOf(shown)).toMatchObject({ analyte: 'calcium-shown-only', value: { amount: '99' } });
  });

  it('is left out, not set aside, where it cannot be read', () => {
    for (const loinc of ['2160-0', '2857-1', '2731-8', '13959-2']) {
      const codes = [coded(loinc, '', 'LN')];
      expect(understood({ codes, values: [['see note 3']] }).is).toBe('not-watched');
      expect(understood({ codes, status: 'B' }).is).toBe('not-watched');
      expect(understood({ codes, collected: undefined }).is).toBe('not-watched');
    }
  });

  it('may have no value', () => {
    expect(resultOf({ ...CREATININE, values: [['HEMOLYZED']] })).not.toHaveProperty('value');
  });
});

describe('the status', () => {
  it.each(['I', 'O', 'N'])('%s leaves nothing to judge', (status) => {
    expect(understood({ status })).toEqual({ is: 'ignored-status' });
  });

  it('that nobody knows sets the value aside', () => {
    expect(reasonOf({ status: 'B' })).toBe('status-unknown');
  });

  it('empty is what OBR-25 says, else what the feed says', () => {
    expect(resultOf({ status: '', orderStatus: 'C' }).status).toBe('C');
    expect(resultOf({ status: '' }).status).toBe('P');
    const saysFinal = contextWith({ feed: feedThat({ emptyStatus: 'F' }) });
    expect(resultOf({ status: '' }, saysFinal).status).toBe('F');
  });

  it.each(['W', 'D', 'X'])('%s withdraws whatever else the OBX holds or lacks', (status) => {
    for (const changes of [
      { values: [['12.8']] },
      { values: [] },
      { values: [['12,8']] },
      { units: [], referenceRange: '' },
      { units: [coded('mmol/L')] },
      { collected: undefined },
    ]) {
      const result = resultOf({ ...changes, status });
      expect(result.status).toBe(status);
      expect(result).not.toHaveProperty('value');
    }
  });
});

describe('the time of collection', () => {
  it.each([
    ['OBX-14', []],
    ['OBR-7', []],
    ['SPM-17', []],
    ['OBR-22', ['REPORT_TIME']],
  ] as const)('from %s has flags %j', (from, flags) => {
    expect(resultOf({ collected: { at: DRAWN_AT, from } })).toMatchObject({ collectedAt: DRAWN_AT, flags });
  });

  it('up to 10 minutes after the receipt stays', () => {
    const at = plusMs(RECEIVED_AT, 10 * MINUTE_MS);
    expect(resultOf({ collected: { at, from: 'OBX-14' } })).toMatchObject({ collectedAt: at, flags: [] });
  });

  it('later than that is clamped to the receipt and flagged', () => {
    const at = plusMs(RECEIVED_AT, 10 * MINUTE_MS + 1);
    expect(resultOf({ collected: { at, from: 'OBX-14' } })).toMatchObject({
      collectedAt: RECEIVED_AT,
      flags: ['TIME_CLAMPED'],
    });
    expect(resultOf({ collected: { at, from: 'OBR-22' } }).flags).toEqual(['REPORT_TIME', 'TIME_CLAMPED']);
  });

  it('has the tolerance of the policy', () => {
    const at = plusMs(RECEIVED_AT, HOUR_MS);
    const policy = policySchema.parse({ reading: { futureToleranceMinutes: 60 } });
    expect(resultOf({ collected: { at, from: 'OBX-14' } }, contextWith({ policy })).collectedAt).toBe(at);
  });

  it('is never the arrival: without any the value is set aside', () => {
    expect(reasonOf({ collected: undefined })).toBe('no-collection-time');
    expect(reasonOf({ ...ALBUMIN, values: [['3.0']], collected: undefined })).toBe('no-collection-time');
  });

  it('is the time of the report for what has no value', () => {
    const empty = { values: [['QNS']], collected: undefined };
    expect(resultOf(empty)).toMatchObject({ collectedAt: REPORTED_AT, flags: ['REPORT_TIME'] });
    expect(resultOf({ ...empty, reportedAt: undefined }).collectedAt).toBe(SENT_AT);
  });

  it('of the report is MSH-7 where OBR-22 is empty', () => {
    expect(resultOf({ reportedAt: undefined }).reportedAt).toBe(SENT_AT);
  });
});

describe('the identity of a result', () => {
  const identityOf = (changes: Partial<ObservedText>) => {
    const outcome = understood(changes);
    return outcome.is === 'result' ? outcome.identity : outcome.is;
  };

  it('is the same for every version', () => {
    const corrected = { values: [['11.0']], status: 'C', reportedAt: SENT_AT, collected: undefined };
    expect(identityOf({ ...corrected, status: 'W' })).toBe(identityOf({}));
    expect(identityOf({ ...corrected, collected: { at: SENT_AT, from: 'OBR-7' } })).toBe(identityOf({}));
    expect(identityOf({ codes: [coded('CA', '', 'L'), coded('17861-6', '', 'LN')] })).toBe(identityOf({}));
    expect(identityOf({ subId: '1' })).toBe(identityOf({ occurrence: 1 }));
    expect(identityOf({ subId: ' ' })).toBe(identityOf({}));
    expect(identityOf({ order: ' A100 ' })).toBe(identityOf({}));
    expect(identityOf({ order: ' ' })).toBe(identityOf({ order: '' }));
  });

  it('differs by order, code, sub-id and occurrence', () => {
    const identities = [
      identityOf({}),
      identityOf({ order: 'A101' }),
      identityOf({ codes: [coded('49765-1', '', 'LN')] }),
      identityOf({ subId: '2' }),
      identityOf({ occurrence: 3 }),
      identityOf({ order: 'A100","17861-6' }),
    ];
    expect(new Set(identities).size).toBe(identities.length);
  });

  it('without an order is told by the collection as sent, so that two draws never supersede each other', () => {
    const earlier = { order: ' ', collected: { at: DRAWN_AT, from: 'OBX-14' } } as const;
    const later = { order: '', collected: { at: plusMs(DRAWN_AT, MINUTE_MS), from: 'OBX-14' } } as const;
    expect(identityOf(earlier)).not.toBe(identityOf(later));
    expect(identityOf({ ...earlier, values: [['11.0']], status: 'C' })).toBe(identityOf(earlier));
    const future = { order: '', collected: { at: plusMs(RECEIVED_AT, HOUR_MS), from: 'OBX-14' } } as const;
    const resent = understand(
      observation(future),
      contextWith({ receivedAt: plusMs(RECEIVED_AT, MINUTE_MS) }),
    );
    expect(resent).toMatchObject({ identity: identityOf(future) });
    expect(identityOf({ order: '', status: 'W', collected: undefined })).toBe(
      '["","undefined","17861-6","1"]',
    );
  });
});

describe('what is not a result of ours', () => {
  it('is excluded, looks like calcium, is mapped elsewhere or is not watched', () => {
    expect(understood({ codes: [coded('17862-4', 'Calcium', 'LN')], values: [['14.0']] })).toEqual({
      is: 'excluded',
      loinc: '17862-4',
    });
    expect(understood({ codes: [coded('CA', 'Calcium', 'L')] })).toEqual({
      is: 'unmapped-calcium',
      code: 'CA',
    });
    expect(
      understood({ codes: [coded('NA', 'Sodium', 'L')], units: [coded('mmol/L')], referenceRange: '' }),
    ).toEqual({ is: 'not-watched' });
    const feed = feedThat({ codes: [{ code: 'CALC', loinc: '13457-7' }] });
    expect(understood({ codes: [coded('CALC', 'LDL calc', 'L')] }, contextWith({ feed }))).toEqual({
      is: 'not-watched',
    });
  });

  it('looks like calcium by its unit and range alone', () => {
    expect(understood({ codes: [coded('Q7', 'Q7', 'L')] })).toEqual({ is: 'unmapped-calcium', code: 'Q7' });
  });

  it('is none of our business without a code at all', () => {
    expect(understood({ codes: [], referenceRange: '' })).toEqual({ is: 'not-watched' });
  });
});

describe('understanding any text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '17861-6',
      'LN',
      '14.2',
      '>16',
      'mg/dL',
      'mmol/L',
      '8.6-10.3',
      'F',
      'W',
      '',
      '""',
      'CA',
      'Calcium',
    ),
  );
  const triplets = fc.array(fc.record({ code: text, text, system: text }), { maxLength: 3 });
  const instant = fc.integer({ min: -8e15, max: 8e15 }).map((at) => plusMs(RECEIVED_AT, at - RECEIVED_AT));
  const observed: fc.Arbitrary<ObservedText> = fc.record({
    codes: triplets,
    valueType: text,
    values: fc.array(fc.array(text, { maxLength: 4 }), { maxLength: 3 }),
    units: triplets,
    referenceRange: text,
    abnormalFlags: fc.array(text, { maxLength: 2 }),
    status: text,
    orderStatus: text,
    subId: text,
    occurrence: fc.nat(),
    order: text,
    specimen: fc.option(text, { nil: undefined }),
    collected: fc.option(
      fc.record({ at: instant, from: fc.constantFrom('OBX-14', 'OBR-7', 'SPM-17', 'OBR-22') }),
      { nil: undefined },
    ),
    reportedAt: fc.option(instant, { nil: undefined }),
  });

  it('never throws, and gives only what a fact may hold', () => {
    fc.assert(
      fc.property(observed, fc.boolean(), (anything, decimalComma) => {
        const outcome = understand(anything, contextWith({ feed: feedThat({ decimalComma }) }));
        if (outcome.is !== 'result') return;
        expect(resultSchema.safeParse({ ...outcome.result, key: 'k' }).error).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same a second time', () => {
    fc.assert(
      fc.property(observed, (anything) => {
        expect(understand(anything, contextWith())).toEqual(understand(anything, contextWith()));
      }),
    );
  });
});

const examples = new URL('../../../../shared/clinical-examples.csv', import.meta.url);

describe.skipIf(!existsSync(examples))(
  'the worked examples (../shared/clinical-examples.csv, skipped where absent)',
  () => {
    const rows = existsSync(examples) ? readFileSync(examples, 'utf8').split('\n').slice(1) : [];
    const codeOf = {
      total: { 'mg/dL': '17861-6', 'mmol/L': '2000-8', 'mEq/L': '2000-8' },
      ionized: { 'mmol/L': '1995-0' },
    };
    const rangeOf = {
      '17861-6': '8.6-10.5',
      '2000-8': '2.15-2.60',
      '1995-0': '1.15-1.30',
    };
    const sent = rows.flatMap((row) => {
      const match = /^(\w+),[^,]*,(total|ionized),([<>]?[\d.]+),(mg\/dL|mmol\/L|mEq\/L),/.exec(row);
      if (match === null) return [];
      const [, id = '', kind = '', value = '', unit = ''] = match;
      const loinc = kind === 'ionized' ? codeOf.ionized['mmol/L'] : codeOf.total[unit as 'mg/dL'];
      const range = unit === 'mEq/L' ? '4.3-5.25' : rangeOf[loinc as '17861-6'];
      return [{ id, value, unit, loinc, range }];
    });

    it('are read, all but the excluded one', () => {
      expect(sent.length).toBe(rows.filter((row) => row !== '').length - 1);
    });

    it.each(sent)('row $id: $value $unit is understood as sent', ({ value, unit, loinc, range }) => {
      const result = resultOf({
        codes: [coded(loinc, '', 'LN')],
        valueType: 'ST',
        values: [[value]],
        units: [coded(unit)],
        referenceRange: range,
      });
      const comparator = /^[<>]/.exec(value)?.[0] ?? '=';
      const expected =
        unit === 'mEq/L'
          ? { comparator, amount: '2.5', unit: 'mmol/L' }
          : { comparator, amount: value.replace(/^[<>]/, ''), unit };
      expect(measuredSchema.parse(result.value)).toEqual(expected);
      expect(result.flags).toEqual([]);
    });
  },
);
