import { describe, expect, test } from 'vitest';
import { policySchema } from '../../../../shared/clinical/policy.ts';
import type { ChartedFact } from '../../../../shared/clinical/verdict.ts';
import {
  ACTIVE,
  albumin,
  charted,
  days,
  diagnosis,
  HISTORY_ONLY,
  hours,
  ionized,
  judged,
  message,
  type ResultParts,
  registration,
  short,
  total,
  UNCERTAIN_TUMOUR,
} from './patient.ts';

const AT = days(0);

/** A total whose albumin leaves it as it is. */
const plain = (text: string, at = AT, parts: ResultParts = {}) =>
  message([total(text, at, parts), albumin('40 g/L', at)], { receivedAt: hours(1) });

const levelFor = (cancer: readonly ChartedFact[], fact: ChartedFact, options = {}) => {
  const { raised, judgements } = judged([...cancer, fact], [], options);
  return `${judgements.at(-1)?.level} ${raised[0]?.alertLevel ?? '-'}`;
};

describe('the grade (CTCAE v5.0), strictly above each line', () => {
  test.each([
    ['10.5 mg/dL', 0, 'none'],
    ['10.51 mg/dL', 1, 'routine'],
    ['11.5 mg/dL', 1, 'routine'],
    ['11.51 mg/dL', 2, 'routine'],
    ['11.99 mg/dL', 2, 'routine'],
    ['12.0 mg/dL', 2, 'urgent'],
    ['12.5 mg/dL', 2, 'urgent'],
    ['12.51 mg/dL', 3, 'urgent'],
    ['13.5 mg/dL', 3, 'urgent'],
    ['13.51 mg/dL', 4, 'critical'],
    ['2.60 mmol/L', 0, 'none'],
    ['2.601 mmol/L', 1, 'routine'],
    ['2.90 mmol/L', 1, 'routine'],
    ['2.901 mmol/L', 2, 'routine'],
    ['2.999 mmol/L', 2, 'routine'],
    ['3.00 mmol/L', 2, 'urgent'],
    ['3.10 mmol/L', 2, 'urgent'],
    ['3.101 mmol/L', 3, 'urgent'],
    ['3.40 mmol/L', 3, 'urgent'],
    ['3.401 mmol/L', 4, 'critical'],
    ['>10.4 mg/dL', 0, 'none'],
    ['>10.5 mg/dL', 1, 'routine'],
    ['>=10.5 mg/dL', 1, 'routine'],
    ['>=12.0 mg/dL', 2, 'urgent'],
    ['>13.5 mg/dL', 4, 'critical'],
    ['<10.5 mg/dL', 0, 'none'],
    ['<=10.5 mg/dL', 0, 'none'],
    // Known only to be at most so much: above nothing, whatever the number.
    ['<13.6 mg/dL', 0, 'none'],
    ['<=13.6 mg/dL', 0, 'none'],
  ])('total %s is grade %d, %s', (text, grade, level) => {
    expect(judged([ACTIVE, plain(text)]).judgements[0]).toMatchObject({ grade, level });
  });

  test.each([
    ['1.30 mmol/L', 0, 'none'],
    ['1.301 mmol/L', 1, 'routine'],
    ['1.50 mmol/L', 1, 'routine'],
    ['1.501 mmol/L', 2, 'routine'],
    ['1.60 mmol/L', 2, 'routine'],
    ['1.601 mmol/L', 3, 'urgent'],
    ['1.80 mmol/L', 3, 'urgent'],
    ['1.801 mmol/L', 4, 'critical'],
    ['5.2 mg/dL', 0, 'none'],
    ['5.21 mg/dL', 1, 'routine'],
    ['6.0 mg/dL', 1, 'routine'],
    ['6.01 mg/dL', 2, 'routine'],
    ['6.4 mg/dL', 2, 'routine'],
    ['6.41 mg/dL', 3, 'urgent'],
    ['7.2 mg/dL', 3, 'urgent'],
    ['7.21 mg/dL', 4, 'critical'],
  ])('ionized %s is grade %d, %s', (text, grade, level) => {
    const fact = message([ionized(text, AT)], { receivedAt: hours(1) });

    expect(judged([ACTIVE, fact]).judgements[0]).toMatchObject({ grade, level });
  });

  test('grade 3 is urgent wherever a policy draws the urgent line of grade 2', () => {
    const policy = policySchema.parse({ level: { urgentFromTotalMgPerDl: '13.0' } });

    expect(levelFor([ACTIVE], plain('12.5 mg/dL'), { policy })).toBe('routine routine');
    expect(levelFor([ACTIVE], plain('12.6 mg/dL'), { policy })).toBe('urgent urgent');
  });

  test('a value not above its limit is not urgent, however low a policy draws that line, and what fell so far is corrected', () => {
    const policy = policySchema.parse({ level: { urgentFromTotalMgPerDl: '10.0' } });
    const above = plain('10.6 mg/dL', AT, { key: 'a' });
    const fallen = plain('10.4 mg/dL', AT, { key: 'a', status: 'C', reportedAt: hours(5) });

    expect(levelFor([ACTIVE], plain('10.4 mg/dL'), { policy })).toBe('none -');
    const alerted = charted(judged([ACTIVE, above], [], { policy }).raised);
    expect(short(judged([ACTIVE, above, fallen], alerted, { policy }).raised)).toEqual([
      'correction urgent > nothing',
    ]);
  });

  test("the laboratory's own upper limit decides grade 1", () => {
    expect(levelFor([ACTIVE], plain('10.2 mg/dL', AT, { upperLimit: '10.1' }))).toBe('routine routine');
    expect(levelFor([ACTIVE], plain('10.2 mg/dL', AT, { upperLimit: '10.2' }))).toBe('none -');
  });
});

describe("the laboratory's critical flag (OBX-8)", () => {
  test.each([
    ['HH', '12.6 mg/dL', 'critical critical', false],
    ['AA', '12.6 mg/dL', 'critical critical', false],
    ['HH', '12.5 mg/dL', 'urgent urgent', true],
    ['HH', '11.0 mg/dL', 'routine routine', true],
    ['HH', '9.0 mg/dL', 'routine routine', true],
    [' aa ', '9.0 mg/dL', 'routine routine', true],
    ['AA', '8.6 mg/dL', 'none -', false],
    ['AA', '<9.0 mg/dL', 'none -', false],
    ['AA', '<=9.0 mg/dL', 'none -', false],
    ['H', '9.0 mg/dL', 'none -', false],
    ['LL', '7.0 mg/dL', 'none -', false],
  ])('%s at %s: %s', (flag, text, expected, disagrees) => {
    const fact = plain(text, AT, { labFlags: ['H', flag], lowerLimit: '8.6' });

    expect(levelFor([ACTIVE], fact)).toBe(expected);
    const flags = judged([ACTIVE, fact]).judgements[0]?.flags;
    expect(flags?.includes('LAB_CRITICAL_DISAGREES')).toBe(disagrees);
  });

  test('AA not above the limit says nothing where the lower bound is not known', () => {
    expect(levelFor([ACTIVE], plain('9.0 mg/dL', AT, { labFlags: ['AA'] }))).toBe('none -');
    expect(levelFor([ACTIVE], plain('9.0 mg/dL', AT, { labFlags: ['HH'] }))).toBe('routine routine');
    expect(levelFor([ACTIVE], plain('9.0 mg/dL', AT, { labFlags: ['A', ' hh '] }))).toBe('routine routine');
  });

  test('on a value not above the limit is a rule of its own', () => {
    const { raised } = judged([ACTIVE, plain('9.0 mg/dL', AT, { labFlags: ['HH'] })]);

    expect(raised).toMatchObject([{ rule: 'LAB_CRITICAL', grade: 0 }]);
  });
});

describe('the caps', () => {
  const withAlbumin = (text: string, gPerL: number) =>
    message([total(text, AT), albumin(`${gPerL} g/L`, AT)], { receivedAt: hours(1) });
  const uncertain = withAlbumin('11.2 mg/dL', 18);
  const uncertainRoutine = withAlbumin('10.8 mg/dL', 19);

  test.each([
    ['history only, grade 1', HISTORY_ONLY, plain('11.5 mg/dL'), 'worklist worklist'],
    ['history only, grade 2', HISTORY_ONLY, plain('11.6 mg/dL'), 'routine routine'],
    [
      'history only, grade 0 but flagged',
      HISTORY_ONLY,
      plain('9.0 mg/dL', AT, { labFlags: ['HH'] }),
      'worklist worklist',
    ],
    ['history only, normal', HISTORY_ONLY, plain('10.5 mg/dL'), 'none -'],
    ['history only, UNCERTAIN and urgent', HISTORY_ONLY, uncertain, 'urgent urgent'],
    ['history only, UNCERTAIN and routine', HISTORY_ONLY, uncertainRoutine, 'worklist worklist'],
    ['uncertain tumour, grade 2', UNCERTAIN_TUMOUR, plain('12.5 mg/dL'), 'worklist worklist'],
    ['uncertain tumour, grade 3', UNCERTAIN_TUMOUR, plain('12.6 mg/dL'), 'urgent urgent'],
    ['uncertain tumour, UNCERTAIN and urgent', UNCERTAIN_TUMOUR, uncertain, 'worklist worklist'],
    [
      'uncertain tumour called active',
      registration({ icd10: 'D48.9', status: 'active' }),
      plain('12.5 mg/dL'),
      'worklist worklist',
    ],
    [
      'unconfirmed diagnosis',
      diagnosis('C50.9', days(-1), { type: 'A' }),
      plain('13.6 mg/dL'),
      'worklist worklist',
    ],
    [
      'unconfirmed diagnosis, 30 days old',
      diagnosis('C50.9', days(-30), { type: 'A' }),
      plain('13.6 mg/dL'),
      'critical critical',
    ],
  ])('%s', (_, cancer, fact, expected) => {
    expect(levelFor([cancer], fact, { now: hours(1) })).toBe(expected);
  });

  test('history only keeps to the worklist what a stricter policy calls urgent at grade 1', () => {
    const policy = policySchema.parse({ level: { urgentFromTotalMgPerDl: '11.0' } });

    expect(levelFor([ACTIVE], plain('11.2 mg/dL'), { policy })).toBe('urgent urgent');
    expect(levelFor([HISTORY_ONLY], plain('11.2 mg/dL'), { policy })).toBe('worklist worklist');
  });

  test('an unconfirmed diagnosis that has come of age judges the last week again', () => {
    const admitted = diagnosis('C50.9', days(-23), { type: 'A' });
    const facts = [admitted, plain('13.6 mg/dL')];

    expect(levelFor([admitted], plain('13.6 mg/dL'), { now: days(6.9) })).toBe('worklist worklist');
    expect(judged(facts, [], { now: days(7) }).raised[0]?.alertLevel).toBe('critical');
    const sooner = [diagnosis('C50.9', days(-22.9), { type: 'A' }), plain('13.6 mg/dL')];
    expect(judged(sooner, [], { now: days(20) }).raised[0]?.alertLevel).toBe('worklist');
  });

  test('of several classes of cancer the one with the higher level counts', () => {
    const both = [diagnosis('Z85.3', days(-9)), diagnosis('D48.9', days(-9))];

    expect(levelFor(both, plain('11.6 mg/dL'))).toBe('routine routine');
    expect(levelFor([...both, diagnosis('C50.9', days(-9))], plain('11.0 mg/dL'))).toBe('routine routine');
    expect(judged([...both, plain('11.6 mg/dL')]).raised[0]?.cancer).toEqual({
      class: 'history',
      bone: false,
      codes: ['D48.9', 'Z85.3'],
    });
  });

  test('of classes that give one level the surest is named', () => {
    const both = [diagnosis('Z85.3', days(-9)), diagnosis('C50.9', days(-9))];

    expect(judged([...both, plain('11.6 mg/dL')]).raised[0]?.cancer.class).toBe('active');
  });

  test.each([
    ['2008-03-03', 'worklist worklist'],
    ['2008-03-02', 'critical critical'],
    ['not a date', 'critical critical'],
  ])('born %s', (birthDate, expected) => {
    const fact = { ...plain('13.6 mg/dL'), birthDate };

    expect(levelFor([ACTIVE], fact)).toBe(expected);
  });

  test("without PID-7 the registry's date of birth counts, and PID-7 before it", () => {
    const child = registration({ birthDate: '2015-01-01' });

    expect(levelFor([child], plain('13.6 mg/dL'))).toBe('worklist worklist');
    expect(levelFor([child], { ...plain('13.6 mg/dL'), birthDate: '1950-01-01' })).toBe('critical critical');
    const said = judged([child, { ...plain('13.6 mg/dL'), birthDate: '1950-01-01' }]).judgements[0];
    expect(said?.flags).toContain('BIRTH_DATE_DIFFERS');
    const same = judged([child, { ...plain('13.6 mg/dL'), birthDate: '2015-01-01' }]).judgements[0];
    expect(same?.flags).not.toContain('BIRTH_DATE_DIFFERS');
  });

  test('of several dates of birth the earliest counts', () => {
    const asChild = { ...plain('13.6 mg/dL'), birthDate: '2015-01-01' };
    const asAdult = { ...message([]), birthDate: '1950-01-01' };

    expect(levelFor([ACTIVE, asAdult], asChild)).toBe('critical critical');
  });
});

describe('a patient without known cancer', () => {
  test('is not judged', () => {
    const carcinomaInSitu = registration({ icd10: 'D05.1', status: 'active' });

    expect(judged([plain('13.6 mg/dL')])).toEqual({ raised: [], judgements: [], registered: false });
    expect(judged([carcinomaInSitu, plain('13.6 mg/dL')]).registered).toBe(false);
  });

  test('is one of ours with any registration or diagnosis of cancer', () => {
    for (const cancer of [ACTIVE, HISTORY_ONLY, UNCERTAIN_TUMOUR, diagnosis('C90.0', days(-1))]) {
      expect(judged([cancer]).registered).toBe(true);
    }
  });
});

describe('an alert', () => {
  test('carries the team of the latest registration, the bone flag and the policy version', () => {
    const older = registration({ team: 'old', loadedAt: days(-500) });
    const newer = registration({ icd10: 'C79.5', team: 'bone', loadedAt: days(-300) });

    const [alert] = judged([newer, older, plain('13.6 mg/dL')]).raised;

    expect(alert).toMatchObject({
      team: 'bone',
      policyVersion: '1',
      cancer: { class: 'active', bone: true },
    });
    expect(alert?.flags).toContain('BONE');
    expect(judged([diagnosis('C50.9', days(-1)), plain('13.6 mg/dL')]).raised[0]?.team).toBeUndefined();
    expect(judged([registration({ team: '' }), plain('13.6 mg/dL')]).raised[0]?.team).toBeUndefined();
  });

  test.each([
    ['first', ['bone', undefined]],
    ['last', [undefined, 'bone']],
  ])('has the team of whichever row names one: the %s', (_, teams) => {
    const [a, b] = [{ icd10: 'C79.5' }, { icd10: 'C50.9' }].map((row, index) =>
      registration({ ...row, team: teams[index] }),
    );

    expect(judged([a, b, plain('13.6 mg/dL')].flatMap((fact) => fact ?? [])).raised[0]?.team).toBe('bone');
  });

  test('is marked for bone where any of several cancers is', () => {
    const [alert] = judged([
      registration({ icd10: 'C79.5' }),
      diagnosis('Z85.3', days(-9)),
      plain('13.6 mg/dL'),
    ]).raised;

    expect(alert?.cancer.bone).toBe(true);
    expect(alert?.flags).toContain('BONE');
  });

  test('rests on the facts of its calcium and albumin', () => {
    const calcium = message([total('12.0 mg/dL', AT)], { receivedAt: hours(1), factKey: 'calcium' });
    const later = message([albumin('30 g/L', AT)], { receivedAt: hours(2), factKey: 'albumin' });

    expect(judged([ACTIVE, calcium, later]).raised[0]?.restsOn).toEqual(['calcium', 'albumin']);
  });
});
