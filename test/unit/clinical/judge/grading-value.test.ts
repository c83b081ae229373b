import { describe, expect, test } from 'vitest';
import type { Result } from '../../../../shared/clinical/fact.ts';
import {
  ACTIVE,
  albumin,
  corrected,
  days,
  hours,
  ionized,
  judged,
  lived,
  message,
  minutesAfter,
  type ResultParts,
  result,
  short,
  total,
} from './patient.ts';

const AT = days(0);
const phAdjusted = (text: string) => result('calcium-ionized-ph-adjusted', text, AT);

/** The judgement of the draw at that time, with what else is known. */
function judgement(results: readonly Result[]) {
  return judged([ACTIVE, message(results, { receivedAt: hours(1) })]).judgements.at(-1);
}

/** Short enough for a table: grade, level, corrected value and flags. */
function told(results: readonly Result[]) {
  const said = judgement(results);
  const flags = said?.flags.filter((flag) => flag !== 'NO_PREVIOUS_RESULT').join(' ');
  return `${said?.value} ${said?.grade} ${said?.level} ${said?.correctedValue ?? '-'} ${flags}`.trim();
}

describe('a total calcium and its albumin', () => {
  const atDistance = (hoursAway: number, minutes = 0) => {
    const at = minutesAfter(hours(hoursAway), minutes);
    return albumin('30 g/L', at, { order: 'another' });
  };

  test.each([
    [24, 0, '10.0 1 routine 10.8'],
    [24, 1, '10.0 0 none - ALBUMIN_MISSING'],
    [-24, 0, '10.0 1 routine 10.8'],
    [-24, -1, '10.0 0 worklist 10.8 ALBUMIN_MISSING PROVISIONAL'],
  ])('%d h and %d min apart', (hour, minutes, expected) => {
    expect(told([total('10.0 mg/dL', AT), atDistance(hour, minutes)])).toBe(expected);
  });

  test('of the same specimen go before those of the same order', () => {
    const calcium = total('10.0 mg/dL', AT, { specimen: 's1', order: 'o1' });
    const sameSpecimen = albumin('30 g/L', hours(20), { key: 'a', specimen: 's1', order: 'o2' });
    const sameOrder = albumin('40 g/L', hours(1), { key: 'b', specimen: 's2', order: 'o1' });

    expect(judgement([calcium, sameOrder, sameSpecimen])?.correctedValue).toBe('10.8');
  });

  test.each([
    ['later', 2, -20],
    ['earlier', -2, 20],
  ])('of no common order or specimen the nearest corrects: the %s', (_, near, far) => {
    const around = [
      albumin('40 g/L', hours(far), { key: 'a', order: 'o2' }),
      albumin('30 g/L', hours(near), { key: 'b', order: 'o3' }),
    ];

    expect(judgement([total('10.0 mg/dL', AT), ...around])?.correctedValue).toBe('10.8');
  });

  test('an M-protein, though in g/L too, is no albumin', () => {
    const marker = result('m-protein', '30 g/L', AT);

    expect(told([total('10.0 mg/dL', AT), marker])).toBe('10.0 0 none - ALBUMIN_MISSING');
  });

  test('of the same order go before nearer ones', () => {
    const calcium = total('10.0 mg/dL', AT, { order: 'o1' });
    const sameOrder = albumin('30 g/L', hours(20), { key: 'a', order: 'o1' });
    const nearer = albumin('40 g/L', hours(1), { key: 'b', order: 'o2' });

    expect(judgement([calcium, nearer, sameOrder])?.correctedValue).toBe('10.8');
  });

  test('orders and specimens without a name are not the same', () => {
    const calcium = total('10.0 mg/dL', AT, { order: '', specimen: '' });
    const farther = albumin('30 g/L', hours(20), { key: 'a', order: '', specimen: '' });
    const nearer = albumin('40 g/L', hours(1), { key: 'b', order: 'o2' });

    expect(judgement([calcium, nearer, farther])?.correctedValue).toBe('10');
  });

  test('the earlier of two equally near ones corrects', () => {
    const calcium = total('10.0 mg/dL', AT);
    const near = [
      albumin('40 g/L', hours(2), { key: 'a', order: 'o2' }),
      albumin('30 g/L', hours(-2), { key: 'b', order: 'o3' }),
    ];

    expect(judgement([calcium, ...near])?.correctedValue).toBe('10.8');
  });

  test('the lowest of repeated albumins corrects, whichever comes first', () => {
    const calcium = total('10.0 mg/dL', AT, { order: 'o' });
    const repeated = [
      albumin('31 g/L', AT, { key: 'a', order: 'o' }),
      albumin('30 g/L', hours(1), { key: 'b', order: 'o' }),
      albumin('30 g/L', hours(2), { key: 'c', order: 'o' }),
    ];

    expect(judgement([calcium, ...repeated])?.correctedValue).toBe('10.8');
  });

  test('the lower of two albumins of one instant corrects', () => {
    const at = hours(1);
    const repeated = [
      albumin('35 g/L', at, { key: 'a', order: 'x' }),
      albumin('30 g/L', at, { key: 'b', order: 'y' }),
    ];

    expect(judgement([total('10.0 mg/dL', AT), ...repeated])?.correctedValue).toBe('10.8');
  });

  test('of <20 and 20 g/L the former is the lower, whichever comes first', () => {
    const exact = albumin('20 g/L', AT, { key: 'a', order: 'x' });
    const below = albumin('<20 g/L', AT, { key: 'b', order: 'y' });
    const calcium = total('10.0 mg/dL', AT, { order: 'z' });

    expect(judgement([calcium, exact, below])?.flags).toContain('UNCERTAIN');
    expect(judgement([calcium, below, exact])?.flags).toContain('UNCERTAIN');
  });

  test.each<[string, ResultParts]>([
    ['preliminary', { status: 'P' }],
    ['withdrawn', { status: 'W' }],
    ['without a value', { status: 'X', value: undefined }],
    ['in an unknown unit', { value: { comparator: '=', amount: '3.0', unit: 'g/dL' } }],
    ['unreadable', { value: { comparator: '=', amount: 'three', unit: 'g/L' } }],
    ['known only to be above a line', { value: { comparator: '>', amount: '18', unit: 'g/L' } }],
    ['known only to be below a line above 20 g/L', { value: { comparator: '<', amount: '21', unit: 'g/L' } }],
  ])('an albumin that is %s does not correct', (_, parts) => {
    expect(told([total('10.0 mg/dL', AT), albumin('30 g/L', AT, parts)])).toBe(
      '10.0 0 none - ALBUMIN_MISSING',
    );
  });
});

describe('a low albumin', () => {
  test.each([
    // Payne in mg/dL at 19 g/L adds 1.68; at 10 g/L 2.4.
    ['10.8 mg/dL', '19 g/L', '10.8 1 routine 12.48 CHECK_IONIZED UNCERTAIN'],
    ['10.82 mg/dL', '19 g/L', '10.82 1 routine 12.50 CHECK_IONIZED UNCERTAIN'],
    ['10.83 mg/dL', '19 g/L', '10.83 1 urgent 12.51 CHECK_IONIZED UNCERTAIN'],
    ['10.2 mg/dL', '10 g/L', '10.2 0 urgent 12.6 CHECK_IONIZED UNCERTAIN'],
    ['10.1 mg/dL', '10 g/L', '10.1 0 none 12.5 CHECK_IONIZED UNCERTAIN'],
    ['13.5 mg/dL', '10 g/L', '13.5 3 urgent 15.9 CHECK_IONIZED UNCERTAIN'],
    ['13.6 mg/dL', '10 g/L', '13.6 4 critical 16.0 CHECK_IONIZED UNCERTAIN'],
    ['2.60 mmol/L', '14 g/L', '2.60 0 urgent 3.12 CHECK_IONIZED UNCERTAIN'],
    ['2.58 mmol/L', '14 g/L', '2.58 0 none 3.10 CHECK_IONIZED UNCERTAIN'],
    // 20 g/L itself corrects, 30 g/L itself asks for nothing.
    ['10.8 mg/dL', '20 g/L', '10.8 2 urgent 12.4 CHECK_IONIZED'],
    ['10.0 mg/dL', '29.9 g/L', '10.0 1 routine 10.808 CHECK_IONIZED'],
    ['10.0 mg/dL', '30 g/L', '10.0 1 routine 10.8'],
    ['10.83 mg/dL', '<19 g/L', '10.83 1 urgent 12.51 CHECK_IONIZED UNCERTAIN'],
    ['10.9 mg/dL', '<20 g/L', '10.9 1 routine 12.5 CHECK_IONIZED UNCERTAIN'],
    ['10.91 mg/dL', '<=20 g/L', '10.91 1 urgent 12.51 CHECK_IONIZED UNCERTAIN'],
    // A bound gets no Payne.
    ['>10.9 mg/dL', '10 g/L', '10.9 1 routine - CHECK_IONIZED UNCERTAIN'],
    ['>12.0 mg/dL', '10 g/L', '12.0 2 urgent - CHECK_IONIZED UNCERTAIN'],
    ['>11.9 mg/dL', '30 g/L', '11.9 2 routine -'],
    ['>11.9 mg/dL', '29.9 g/L', '11.9 2 routine - CHECK_IONIZED'],
  ])('%s with albumin %s', (calcium, low, expected) => {
    const numeric = (text: string) => text.replace(/(\d+\.\d*?)0+(?= |$)/, '$1').replace(/\.(?= |$)/, '');

    const said = told([total(calcium, AT), albumin(low, AT)]);

    const [value, grade, level, payne, ...flags] = said.split(' ');
    const [expectedValue, expectedGrade, expectedLevel, expectedPayne, ...expectedFlags] =
      expected.split(' ');
    expect([value, grade, level, numeric(payne ?? ''), flags]).toEqual([
      expectedValue,
      expectedGrade,
      expectedLevel,
      numeric(expectedPayne ?? ''),
      expectedFlags,
    ]);
  });
});

describe('without an albumin near', () => {
  const older = (text: string, daysBefore: number, minutes = 0) =>
    albumin(text, minutesAfter(days(-daysBefore), -minutes), { order: 'old' });

  test.each([
    ['10.2 mg/dL', older('34 g/L', 12), '10.2 0 worklist 10.68 ALBUMIN_MISSING PROVISIONAL'],
    ['10.1 mg/dL', older('35 g/L', 12), '10.1 0 none - ALBUMIN_MISSING'],
    ['10.2 mg/dL', older('24 g/L', 30), '10.2 0 worklist 11.48 ALBUMIN_MISSING PROVISIONAL'],
    ['10.2 mg/dL', older('24 g/L', 30, 1), '10.2 0 none - ALBUMIN_MISSING'],
    ['10.2 mg/dL', older('20 g/L', 12), '10.2 0 worklist 11.8 ALBUMIN_MISSING PROVISIONAL'],
    ['10.2 mg/dL', older('19.9 g/L', 12), '10.2 0 none - ALBUMIN_MISSING'],
    ['10.2 mg/dL', older('<20 g/L', 12), '10.2 0 none - ALBUMIN_MISSING'],
    ['<10.2 mg/dL', older('24 g/L', 12), '10.2 0 none - ALBUMIN_MISSING'],
    ['10.6 mg/dL', older('24 g/L', 12), '10.6 1 routine - ALBUMIN_MISSING'],
    ['12.0 mg/dL', older('24 g/L', 12), '12.0 2 urgent - ALBUMIN_MISSING'],
  ])('%s (case %#)', (calcium, known, expected) => {
    expect(told([total(calcium, AT), known])).toBe(expected);
  });

  test('the last albumin that can be used is looked for, the lower of one instant', () => {
    const known = [
      older('25 g/L', 14),
      albumin('45 g/L', days(-12), { key: 'a', order: 'x' }),
      albumin('24 g/L', days(-12), { key: 'b', order: 'y' }),
      albumin('18 g/L', days(-10), { key: 'c', order: 'z' }),
    ];

    expect(judgement([total('10.2 mg/dL', AT), ...known])?.correctedValue).toBe('11.48');
  });
});

describe('a high albumin', () => {
  test.each([
    ['10.6 mg/dL', '41 g/L', '10.6 1 routine 10.52'],
    ['10.6 mg/dL', '42 g/L', '10.6 0 worklist 10.44'],
    ['10.5 mg/dL', '45 g/L', '10.5 0 none 10.1'],
    ['2.62 mmol/L', '41 g/L', '2.62 0 worklist 2.6'],
  ])('%s with albumin %s', (calcium, high, expected) => {
    expect(told([total(calcium, AT), albumin(high, AT)])).toBe(expected);
  });
});

describe('of several values in one draw', () => {
  test('ionized goes before lab-corrected before computed before uncorrected', () => {
    const values = [total('10.0 mg/dL', AT), albumin('30 g/L', AT)];
    const withCorrected = [...values, corrected('11.0 mg/dL', AT)];

    expect(judgement(values)?.correctedValue).toBe('10.8');
    expect(judgement(withCorrected)?.value).toBe('11.0');
    expect(judgement([...withCorrected, ionized('1.31 mmol/L', AT)])?.value).toBe('1.31');
  });

  test('the highest of the winning kind decides, at its own time', () => {
    const values = [ionized('1.40 mmol/L', AT), ionized('1.45 mmol/L', hours(1)), total('13.0 mg/dL', AT)];

    expect(judgement(values)).toMatchObject({ value: '1.45', collectedAt: hours(1) });
  });

  test('two unit systems compare as they are judged, then by amount', () => {
    const values = (mgPerDl: string, mmolPerL: string) =>
      [corrected(`${mgPerDl} mg/dL`, AT), corrected(`${mmolPerL} mmol/L`, hours(1))] as const;

    expect(judgement(values('11.6', '2.895'))?.value).toBe('11.6');
    expect(judgement(values('10.7', '2.65'))?.value).toBe('10.7');
    expect(judgement(values('10.7', '2.68'))?.value).toBe('2.68');
  });

  test('an upper bound is never the highest, and of equals the later one is', () => {
    expect(judgement([ionized('<1.29 mmol/L', AT), ionized('1.10 mmol/L', hours(1))])?.value).toBe('1.10');
    expect(judgement([ionized('1.20 mmol/L', AT), ionized('1.20 mmol/L', hours(1))])?.collectedAt).toBe(
      hours(1),
    );
    const twice = [ionized('1.20 mmol/L', AT, { key: 'b' }), ionized('1.20 mmol/L', AT, { key: 'a' })];
    expect(judgement(twice)?.resultKey).toBe('a');
    expect(judgement(twice.toReversed())?.resultKey).toBe('a');
  });

  test('pH-adjusted ionized calcium counts only where there is no other ionized', () => {
    expect(told([phAdjusted('1.61 mmol/L')])).toBe('1.61 3 urgent - PH_ADJUSTED');
    expect(told([phAdjusted('1.61 mmol/L'), ionized('1.20 mmol/L', AT)])).toBe('1.20 0 none -');
  });

  test('with a low albumin a lab-corrected value is set aside for an uncorrected total', () => {
    const low = [corrected('13.6 mg/dL', AT), albumin('19 g/L', AT)];

    expect(told(low)).toBe('13.6 4 urgent - CHECK_IONIZED UNCERTAIN');
    expect(told([corrected('12.6 mg/dL', AT), albumin('19 g/L', AT)])).toBe(
      '12.6 3 urgent - CHECK_IONIZED UNCERTAIN',
    );
    expect(told([corrected('10.6 mg/dL', AT), albumin('19 g/L', AT)])).toBe(
      '10.6 1 routine - CHECK_IONIZED UNCERTAIN',
    );
    expect(told([...low, total('10.0 mg/dL', AT)])).toBe('10.0 0 none 11.68 CHECK_IONIZED UNCERTAIN');
  });

  test('with a low albumin a lab-corrected value without an uncorrected total is not set aside for another', () => {
    const low = [
      corrected('12.6 mg/dL', AT, { specimen: 's' }),
      albumin('19 g/L', AT, { order: 'm', specimen: 's' }),
    ];
    const other = [
      corrected('10.5 mg/dL', hours(1), { specimen: 't' }),
      albumin('40 g/L', hours(1), { order: 'n', specimen: 't' }),
    ];

    expect(told([...low, ...other])).toBe('12.6 3 urgent - CHECK_IONIZED UNCERTAIN');
  });

  test('a lab-corrected value with a low but usable albumin asks for ionized calcium', () => {
    expect(told([corrected('12.6 mg/dL', AT), albumin('25 g/L', AT)])).toBe('12.6 3 urgent - CHECK_IONIZED');
  });

  test('what is shown only or has no readable value is never graded', () => {
    const values = [
      result('calcium-shown-only', '14.0 mg/dL', AT),
      total('14.0 mEq/L', hours(4)),
      total('high mg/dL', hours(8)),
    ];

    expect(judged([ACTIVE, message(values)])).toMatchObject({ raised: [], judgements: [] });
  });

  test('what is shown only begins no draw', () => {
    const shown = result('calcium-shown-only', '14.0 mg/dL', hours(-1));
    const values = [total('10.0 mg/dL', AT), total('10.1 mg/dL', minutesAfter(AT, 90))];

    const { judgements } = judged([ACTIVE, message([shown, ...values])]);

    expect(judgements.map(({ value }) => value)).toEqual(['10.1']);
  });

  test('without an upper limit the default one holds', () => {
    const { upperLimit: _, ...calcium } = total('10.6 mg/dL', AT);

    expect(judgement([calcium, albumin('40 g/L', AT)])).toMatchObject({ grade: 1, upperLimit: '10.5' });
  });
});

describe('a total that the ionized calcium contradicts', () => {
  const severe = (parts = {}) => [total('12.6 mg/dL', AT, parts), albumin('40 g/L', AT)];

  test.each([
    ['the same order', { order: 'o' }, { order: 'o' }, 'worklist'],
    ['the same specimen', { order: 'o', specimen: 's' }, { order: 'p', specimen: 's' }, 'worklist'],
    ['another order and specimen', { order: 'o', specimen: 's' }, { order: 'p', specimen: 't' }, 'routine'],
  ])('of %s', (_, ofTotal, ofIonized, level) => {
    const said = judged([ACTIVE, message([...severe(ofTotal), ionized('1.30 mmol/L', AT, ofIonized)])]);

    expect(said.raised).toMatchObject([{ alertLevel: level, rule: 'DISCORDANT' }]);
    expect(said.judgements[0]).toMatchObject({
      grade: 0,
      value: '1.30',
      flags: ['DISCORDANT', 'NO_PREVIOUS_RESULT'],
    });
  });

  test('is not discordant below grade 3, or where the ionized is raised too', () => {
    const milder = [total('12.5 mg/dL', AT), albumin('40 g/L', AT), ionized('1.30 mmol/L', AT)];

    expect(judgement(milder)?.flags).not.toContain('DISCORDANT');
    expect(judgement([...severe(), ionized('1.31 mmol/L', AT)])?.level).toBe('routine');
  });
});

describe('a draw', () => {
  test.each([
    [120, 1],
    [121, 2],
  ])(
    'takes what is collected up to two hours after its first calcium (%d min: %d draws)',
    (minutes, count) => {
      const values = [total('10.0 mg/dL', AT), total('10.1 mg/dL', minutesAfter(AT, minutes))];

      expect(judged([ACTIVE, message(values)]).judgements).toHaveLength(count);
    },
  );

  test('begins at the earliest calcium not yet in one', () => {
    const times = [0, 90, 180, 200].map((minutes) => minutesAfter(AT, minutes));
    const values = times.map((at) => total('10.0 mg/dL', at));

    const at = judged([ACTIVE, message(values)]).judgements.map(({ collectedAt }) => collectedAt);

    expect(at).toEqual([times[1], times[3]]);
  });
});

describe('preliminary calcium', () => {
  const preliminary = { status: 'P' as const };

  test('alerts only when critical', () => {
    const severe = judged([ACTIVE, message([total('13.5 mg/dL', AT, preliminary), albumin('40 g/L', AT)])]);
    const critical = judged([ACTIVE, message([total('13.6 mg/dL', AT, preliminary), albumin('40 g/L', AT)])]);

    expect(severe.raised).toEqual([]);
    expect(critical.raised).toMatchObject([{ alertLevel: 'critical' }]);
    expect(critical.raised[0]?.flags).toContain('PRELIMINARY');
  });

  test('is judged with the final values of its draw: an ionized calcium goes before its total', () => {
    const critical = total('14.0 mg/dL', AT, preliminary);
    const normal = ionized('1.20 mmol/L', hours(1));

    expect(judgement([critical, normal])).toMatchObject({ value: '1.20', grade: 0, level: 'none' });
    const { raised } = lived([[ACTIVE], [message([critical])], [message([normal])]]);
    expect(raised.slice(1).map(short)).toEqual([['critical R2'], ['correction critical > nothing']]);
  });

  test('beside a final value is critical by all that raises a level', () => {
    const before = message([ionized('1.70 mmol/L', days(-40))]);
    const closed = [-39, -37].map((day) => message([ionized('1.20 mmol/L', days(day))]));
    const facts = [ACTIVE, before, ...closed];
    const severe = ionized('1.65 mmol/L', AT, { key: 'p', ...preliminary });

    const { judgements } = judged([...facts, message([severe, ionized('1.20 mmol/L', hours(1))])]);

    expect(judgements.at(-1)).toMatchObject({ value: '1.65', level: 'critical' });
  });

  test('beside a final value counts only where with it the draw is critical', () => {
    const final = ionized('1.31 mmol/L', AT);
    const mild = ionized('1.75 mmol/L', AT, { key: 'p', ...preliminary });
    const critical = ionized('1.81 mmol/L', AT, { key: 'p', ...preliminary });
    const flagged = ionized('1.75 mmol/L', AT, { key: 'p', ...preliminary, labFlags: ['HH'] });

    expect(judgement([final, mild])).toMatchObject({ value: '1.31', level: 'routine' });
    expect(judgement([final, critical])).toMatchObject({ value: '1.81', level: 'critical' });
    expect(judgement([final, flagged])).toMatchObject({ value: '1.75', level: 'critical' });
    const finalCritical = ionized('1.85 mmol/L', AT, { key: 'f' });
    expect(judgement([finalCritical, critical])).toMatchObject({ value: '1.85' });
  });
});
