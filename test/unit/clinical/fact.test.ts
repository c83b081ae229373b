import { describe, expect, test } from 'vitest';
import {
  ANALYTES,
  comparatorSchema,
  decimalTextSchema,
  type PatientFact,
  patientFactSchema,
  RESULT_STATUSES,
} from '../../../shared/clinical/fact.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';

const AT = epochMs(Date.UTC(2026, 2, 3, 8, 0));

const FACT: PatientFact = {
  feed: 'lab-north',
  readerVersion: '1',
  mapVersion: '7',
  receivedAt: AT,
  origin: 'live',
  patient: { authority: 'NORTH', id: 'NM1' },
  birthDate: '1950-01-31',
  results: [
    {
      key: 'k1',
      order: 'A100',
      specimen: 'S1',
      loinc: '17861-6',
      analyte: 'calcium-total',
      status: 'F',
      collectedAt: AT,
      reportedAt: AT,
      sentAt: AT,
      value: { comparator: '>', amount: '14.20', unit: 'mg/dL' },
      upperLimit: '10.5',
      lowerLimit: '8.6',
      labFlags: ['HH'],
      flags: ['DEFAULT_LIMIT'],
      asSent: { value: '>14.20', unit: 'mg/dL', range: '8.6-10.5', name: 'Calcium' },
    },
  ],
  diagnoses: [
    { key: 'd1', system: 'icd-10', code: 'C50.9', type: 'F', removed: false, diagnosedAt: AT, sentAt: AT },
  ],
  registration: {
    source: 'registry',
    icd10: 'C50.9',
    status: 'active',
    diagnosedOn: '2024-05-01',
    team: 'breast',
    birthDate: '1950-01-31',
    loadedAt: AT,
  },
};

const changed = (change: (fact: Record<string, unknown>) => void) => {
  const fact = structuredClone(FACT) as Record<string, unknown>;
  change(fact);
  return fact;
};
const inResult = (changes: object) =>
  changed((fact) => Object.assign((fact.results as [object])[0], changes));
const inDiagnosis = (changes: object) =>
  changed((fact) => Object.assign((fact.diagnoses as [object])[0], changes));
const inRegistration = (changes: object) =>
  changed((fact) => Object.assign(fact.registration as object, changes));

const accepts = (fact: unknown) => patientFactSchema.safeParse(fact).success;

describe('a fact', () => {
  test('comes out of the store as it went in, every part of it', () => {
    expect(patientFactSchema.parse(FACT)).toEqual(FACT);
  });

  test('needs neither date of birth nor registration, result nor diagnosis', () => {
    const { birthDate, registration, ...bare } = FACT;

    expect(accepts({ ...bare, results: [], diagnoses: [] })).toBe(true);
  });

  test.each(ANALYTES)('may tell of %s', (analyte) => {
    expect(accepts(inResult({ analyte }))).toBe(true);
  });

  test.each(RESULT_STATUSES)('may hold a result of status %s', (status) => {
    expect(accepts(inResult({ status }))).toBe(true);
  });

  test.each(['icd-10', 'snomed-ct'])('may hold a diagnosis of %s', (system) => {
    expect(accepts(inDiagnosis({ system }))).toBe(true);
  });

  test.each(['A', 'W', 'F'])('may hold a diagnosis of type %s', (type) => {
    expect(accepts(inDiagnosis({ type }))).toBe(true);
  });

  test.each(['active', 'history', 'by-code', 'removed'])('may hold a registration of status %s', (status) => {
    expect(accepts(inRegistration({ status }))).toBe(true);
  });

  test.each(['live', 'import'])('may have come %s', (origin) => {
    expect(accepts({ ...FACT, origin })).toBe(true);
  });

  test.each([
    ['an analyte that is none of ours', inResult({ analyte: 'sodium' })],
    ['a status that is not stored', inResult({ status: 'I' })],
    ['half a millisecond', inResult({ collectedAt: 1.5 })],
    ['a flag that nobody knows', inResult({ flags: ['PURPLE'] })],
    ['a binary number for a limit', inResult({ upperLimit: 10.5 })],
    ['a coding system that is not read', inDiagnosis({ system: 'icd-9' })],
    ['a type of diagnosis that is not read', inDiagnosis({ type: 'X' })],
    ['a registration from elsewhere', inRegistration({ source: 'rumour' })],
    ['a registration of unknown status', inRegistration({ status: '' })],
    ['an origin that is not known', { ...FACT, origin: '' }],
  ])('with %s is refused', (_, fact) => {
    expect(accepts(fact)).toBe(false);
  });
});

describe('a decimal as text', () => {
  test.each(['0', '14', '-3', '14.2', '0.05', '-0.10', '123456789.123456789'])('may be %s', (text) => {
    expect(decimalTextSchema.safeParse(text).success).toBe(true);
  });

  test.each([
    '',
    '-',
    '.',
    '1.',
    '.5',
    '1.2.3',
    '+1',
    '--1',
    '1e5',
    '1,5',
    'x1',
    '1x',
    '1.5x',
    '1a5',
    ' 1',
    'NaN',
  ])('is never "%s"', (text) => {
    expect(decimalTextSchema.safeParse(text).success).toBe(false);
  });
});

test.each(['=', '>', '>=', '<', '<='])('a value may be sent as %s', (comparator) => {
  expect(comparatorSchema.parse(comparator)).toBe(comparator);
});

test('a value is never sent without a comparator or with another', () => {
  expect(comparatorSchema.safeParse('').success).toBe(false);
  expect(comparatorSchema.safeParse('~').success).toBe(false);
});
