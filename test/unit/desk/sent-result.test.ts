import { describe, expect, test } from 'vitest';
import type { Result } from '../../../shared/clinical/fact.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { sentResultOf, sentResults, shownValues } from '../../../shared/desk/sent-result.ts';

const AT = epochMs(1_000_000);
const EARLIER = epochMs(500_000);
const judgement = {
  analyte: 'calcium-total',
  comparator: '=',
  value: '14.20',
  unit: 'mg/dL',
  collectedAt: AT,
  reasons: [
    { code: 'PAYNE', values: { albumin: '31', albuminAt: String(EARLIER), albuminComparator: '<' } },
    { code: 'LEVEL', values: { albumin: '99', albuminAt: '1' } },
  ],
  context: [
    { analyte: 'albumin', value: '<31', unit: 'g/L', collectedAt: EARLIER, rising: false },
    { analyte: 'pth', value: '0.50', unit: 'pmol/L', collectedAt: EARLIER, rising: false },
  ],
};
const calcium: Result = {
  key: 'calcium',
  order: '',
  loinc: '17861-6',
  analyte: 'calcium-total',
  status: 'F',
  collectedAt: AT,
  reportedAt: AT,
  sentAt: AT,
  value: { comparator: '=', amount: '14.20', unit: 'mg/dL' },
  labFlags: ['H'],
  flags: [],
  asSent: { value: '14.20', unit: 'mg/dL', range: '', name: 'Ca' },
};
const [shownCalcium, shownAlbumin] = shownValues(judgement);

describe('the values shown with a judgement', () => {
  test('are the graded one, the albumin of its correction and the context, each once', () => {
    expect(
      shownValues(judgement).map(({ analyte, comparator, value }) => [analyte, comparator, value]),
    ).toEqual([
      ['calcium-total', '=', '14.20'],
      ['albumin', '<', '31'],
      ['pth', '=', '0.50'],
    ]);
  });

  test('are the graded one alone where nothing was corrected and there is no context', () => {
    const withdrawn = { ...judgement, comparator: '', reasons: [{ code: 'PAYNE', values: {} }], context: [] };

    expect(shownValues(withdrawn)).toEqual([expect.objectContaining({ value: '14.20', comparator: '=' })]);
  });
});

describe('the results behind them', () => {
  test('are those of the same analyte, value, unit and time', () => {
    const others: readonly Result[] = [
      { ...calcium, analyte: 'calcium-ionized' },
      { ...calcium, collectedAt: EARLIER },
      { ...calcium, value: { comparator: '=', amount: '14.2', unit: 'mg/dL' } },
      { ...calcium, value: { comparator: '>', amount: '14.20', unit: 'mg/dL' } },
      { ...calcium, value: { comparator: '=', amount: '14.20', unit: 'mmol/L' } },
    ];
    const { value: _, ...withoutValue } = calcium;

    expect(sentResults([...others, withoutValue], judgement)).toEqual([]);
    expect(sentResults([...others, calcium], judgement)).toEqual([
      expect.objectContaining({ loinc: '17861-6', status: 'F', asSent: calcium.asSent }),
    ]);
  });

  test('are the version reported last of several that say the same', () => {
    const corrected: Result = { ...calcium, status: 'C', reportedAt: epochMs(AT + 1), lowerLimit: '8.5' };

    expect(sentResults([corrected, calcium], judgement)).toEqual([
      expect.objectContaining({ status: 'C', lowerLimit: '8.5' }),
    ]);
  });

  test('are found again by what is shown, as long as they have not expired', () => {
    const sent = sentResults([calcium], judgement);

    expect(shownCalcium && sentResultOf(sent, shownCalcium)?.loinc).toBe('17861-6');
    expect(shownAlbumin && sentResultOf(sent, shownAlbumin)).toBeUndefined();
  });
});
