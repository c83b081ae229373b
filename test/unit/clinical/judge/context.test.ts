import { describe, expect, test } from 'vitest';
import { ANALYTES, type Result } from '../../../../shared/clinical/fact.ts';
import { ACTIVE, albumin, days, hours, judged, message, result, total } from './patient.ts';

const ALERT = message([total('13.6 mg/dL', days(0))]);
const contextOf = (results: readonly Result[]) =>
  judged([ACTIVE, ALERT, message(results)]).raised[0]?.context;

describe('the context of an alert', () => {
  test('has the last result of each analyte, its age, the one before it and whether it rises', () => {
    const results = [
      result('creatinine', '80 umol/L', days(-30)),
      result('creatinine', '140 umol/L', days(-1)),
      result('creatinine', '90 umol/L', days(-10)),
      result('pth', '1.2 pmol/L', days(-2)),
    ];

    expect(contextOf(results)).toEqual([
      {
        analyte: 'creatinine',
        value: '140',
        unit: 'umol/L',
        collectedAt: days(-1),
        previous: { value: '90', unit: 'umol/L', collectedAt: days(-10) },
        rising: true,
      },
      { analyte: 'pth', value: '1.2', unit: 'pmol/L', collectedAt: days(-2), rising: false },
    ]);
  });

  test('has albumin, the kidney, other causes and the tumour markers; nothing else', () => {
    const shown = contextOf(ANALYTES.map((analyte) => result(analyte, '2', days(-30))));

    expect(shown?.map(({ analyte }) => analyte)).toEqual([
      ...['albumin', 'creatinine', 'egfr', 'phosphate', 'alkaline-phosphatase', 'pth', 'pthrp', 'vitamin-d'],
      ...['potassium', 'psa', 'ca-15-3', 'ca-27-29', 'cea', 'thyroglobulin', 'm-protein'],
    ]);
  });

  test.each<[string, string, string, boolean]>([
    ['above the one before', '10 ug/L', '9.9 ug/L', true],
    ['equal', '10 ug/L', '10.0 ug/L', false],
    ['in another unit', '10 ug/L', '1 ng/mL', false],
    ['a bound', '>10 ug/L', '9 ug/L', false],
    ['after a bound', '10 ug/L', '<9 ug/L', false],
    ['not a number', 'high ug/L', '9 ug/L', false],
    ['after what is not a number', '10 ug/L', 'low ug/L', false],
  ])('%s: rising', (_, last, before, rising) => {
    expect(contextOf([result('psa', last, days(-1)), result('psa', before, days(-9))])).toMatchObject([
      { rising },
    ]);
  });

  test('shows bounds as sent, and leaves out what was withdrawn or never had a value', () => {
    const results = [
      result('cea', '>1000 ug/L', days(-1)),
      result('cea', '5 ug/L', days(-5), { status: 'W' }),
      result('pthrp', undefined, days(-1)),
      result('calcium-shown-only', '2.1 mmol/L', days(-1)),
    ];

    expect(contextOf(results)).toEqual([
      { analyte: 'cea', value: '>1000', unit: 'ug/L', collectedAt: days(-1), rising: false },
    ]);
  });

  test('of two results of one instant one comes first, whatever their order', () => {
    const pair = [albumin('30 g/L', hours(-40), { key: 'b' }), albumin('31 g/L', hours(-40), { key: 'a' })];

    expect(contextOf(pair)).toMatchObject([{ value: '31' }]);
    expect(contextOf(pair.toReversed())).toMatchObject([{ value: '31' }]);
  });
});
