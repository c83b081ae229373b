import { describe, expect, test } from 'vitest';
import { defaultPolicy, policySchema } from '../../../shared/clinical/policy.ts';
import { describedIn } from './described.ts';

/** The numbers of docs/clinical.md. */
const DOCUMENTED = {
  version: '1',
  draw: { windowMinutes: 120 },
  albumin: {
    windowHours: 24,
    paynePivotGPerL: '40',
    payneMgPerDlPerGPerL: '0.08',
    payneMmolPerLPerGPerL: '0.02',
    unreliableBelowGPerL: '20',
    checkIonizedBelowGPerL: '30',
    provisionalDays: 30,
  },
  grade: {
    totalMgPerDl: { grade2Above: '11.5', grade3Above: '12.5', grade4Above: '13.5' },
    totalMmolPerL: { grade2Above: '2.9', grade3Above: '3.1', grade4Above: '3.4' },
    ionizedMmolPerL: { grade2Above: '1.5', grade3Above: '1.6', grade4Above: '1.8' },
    ionizedMgPerDl: { grade2Above: '6.0', grade3Above: '6.4', grade4Above: '7.2' },
  },
  level: { urgentFromTotalMgPerDl: '12.0', urgentFromTotalMmolPerL: '3.00', adultFromYears: 18 },
  history: {
    recentDays: 7,
    referenceDays: 365,
    mgPerDlPerMmolPerL: '4.0078',
    riseTotalMgPerDl: '1.0',
    riseTotalMmolPerL: '0.25',
    riseIonizedMmolPerL: '0.10',
    jumpHours: 24,
    jumpTotalMgPerDl: '4.0',
    jumpTotalMmolPerL: '1.0',
    jumpIonizedMmolPerL: '0.4',
    trendDays: 90,
    trendValues: 3,
    trendRiseMgPerDl: '0.6',
    trendRiseMmolPerL: '0.15',
    trendMarginMgPerDl: '0.4',
    trendMarginMmolPerL: '0.10',
  },
  episode: {
    closingHours: 24,
    gapDays: 30,
    persistenceHoursFromGrade3: 72,
    persistenceDaysBelowGrade3: 14,
    recurrenceDays: 180,
    worklistDays: 7,
  },
  lateness: { lateHours: 24, lateDiagnosisDays: 7 },
} as const;

const sections = Object.entries(DOCUMENTED).filter(([name]) => name !== 'version');

describe('the policy', () => {
  test('has the documented numbers where a site says nothing', () => {
    const { reading, ...policy } = defaultPolicy;

    expect(policy).toEqual(DOCUMENTED);
  });

  test('keeps what a site says and the defaults beside it', () => {
    const policy = policySchema.parse({ version: '2', level: { adultFromYears: 16 } });

    expect(policy).toEqual({
      ...defaultPolicy,
      version: '2',
      level: { ...DOCUMENTED.level, adultFromYears: 16 },
    });
  });

  test.each([
    ['an empty version', { version: '' }],
    ['an amount that is a binary number', { level: { urgentFromTotalMgPerDl: 12 } }],
    ['an amount with an exponent', { level: { urgentFromTotalMgPerDl: '1.2e1' } }],
    ['an amount below zero', { history: { riseTotalMgPerDl: '-1.0' } }],
    ['a limit below zero', { reading: { defaultUpperLimit: { totalMgPerDl: '-10.5' } } }],
    ['a count below zero', { draw: { windowMinutes: -1 } }],
    ['half a count', { draw: { windowMinutes: 1.5 } }],
    ['a section it does not know', { weather: {} }],
    ['a line of grade 5', { grade: { totalMgPerDl: { grade5Above: '15' } } }],
  ])('refuses %s', (_, policy) => {
    expect(policySchema.safeParse(policy).success).toBe(false);
  });

  test.each(sections)('refuses a setting that %s does not know', (name) => {
    expect(policySchema.safeParse({ [name]: { windowFortnights: 1 } }).success).toBe(false);
  });

  test('keeps adults out of the worklist: nobody of 25 or more is a child', () => {
    const adultFrom = (adultFromYears: number) => policySchema.safeParse({ level: { adultFromYears } });

    expect(adultFrom(25).success).toBe(true);
    expect(adultFrom(26).error?.message).toContain('take pages from adults');
  });

  test('takes a count of zero: a site may turn a window off', () => {
    expect(policySchema.parse({ draw: { windowMinutes: 0 } }).draw.windowMinutes).toBe(0);
  });

  test('tells of every setting what it is', () => {
    const settings = [...describedIn(policySchema).settings];
    const untold = settings.filter(([, description]) => description === '').map(([place]) => place);

    expect(settings.length).toBeGreaterThan(60);
    expect(untold).toEqual([]);
  });

  test.each([
    ['draw.windowMinutes', 'one draw'],
    ['albumin.windowHours', 'does not correct'],
    ['albumin.paynePivotGPerL', 'Payne 1973'],
    ['albumin.unreliableBelowGPerL', 'UNCERTAIN'],
    ['albumin.checkIonizedBelowGPerL', 'CHECK_IONIZED'],
    ['albumin.provisionalDays', 'PROVISIONAL'],
    ['history.recentDays', 'RV1'],
    ['history.referenceDays', 'RV2'],
    ['history.riseTotalMgPerDl', 'R5 and R8'],
    ['history.riseTotalMmolPerL', 'R5 and R8'],
    ['history.riseIonizedMmolPerL', 'R5 and R8'],
    ['history.jumpHours', 'R12'],
    ['history.jumpTotalMgPerDl', 'R12'],
    ['history.jumpTotalMmolPerL', 'R12'],
    ['history.jumpIonizedMmolPerL', 'R12'],
    ['history.trendDays', 'R9'],
    ['history.trendValues', 'R9'],
    ['history.trendRiseMgPerDl', 'R9'],
    ['history.trendRiseMmolPerL', 'R9'],
    ['history.trendMarginMgPerDl', 'R9'],
    ['history.trendMarginMmolPerL', 'R9'],
    ['episode.persistenceHoursFromGrade3', 'R6'],
    ['episode.persistenceDaysBelowGrade3', 'R6'],
    ['episode.recurrenceDays', 'R7'],
    ['lateness.lateHours', 'R13'],
    ['level.urgentFromTotalMgPerDl', 'inclusive'],
    ['level.urgentFromTotalMmolPerL', 'inclusive'],
    ['level.adultFromYears', 'worklist'],
  ])('tells which rule %s belongs to', (place, words) => {
    expect(describedIn(policySchema).settings.get(place)).toContain(words);
  });

  test('names the grades after the published criteria', () => {
    expect(describedIn(policySchema).sections.get('grade')).toContain('CTCAE v5.0');
  });
});
