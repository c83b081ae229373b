import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosisFrom, type StatedDiagnosis } from '../../../shared/clinical/cancer-diagnosis.ts';
import { diagnosisSchema } from '../../../shared/clinical/fact.ts';
import { coded, DRAWN_AT, SENT_AT } from './observation.ts';

function stated(changes: Partial<StatedDiagnosis> = {}): StatedDiagnosis {
  return {
    segment: 'DG1',
    codes: [coded('C50.9', 'Breast cancer', 'I10')],
    type: 'F',
    actionCode: '',
    identifier: '',
    diagnosedAt: undefined,
    ...changes,
  };
}

const from = (changes: Partial<StatedDiagnosis>) => diagnosisFrom(stated(changes), SENT_AT);
const codeOf = (...codes: StatedDiagnosis['codes']) => {
  const diagnosis = from({ codes });
  return diagnosis && `${diagnosis.system} ${diagnosis.code}`;
};

describe('a diagnosis', () => {
  it('is understood whole', () => {
    expect(from({ diagnosedAt: DRAWN_AT })).toEqual({
      key: 'icd-10 C50.9',
      system: 'icd-10',
      code: 'C50.9',
      type: 'F',
      removed: false,
      diagnosedAt: DRAWN_AT,
      sentAt: SENT_AT,
    });
    expect(from({})).not.toHaveProperty('diagnosedAt');
  });

  it.each([
    'I10',
    'I10C',
    'i10',
    'ICD10',
    'ICD-10',
    'ICD 10',
    'ICD10CM',
    'ICD-10-CM',
    'ICD-10-GM',
    'I10G2006',
    '10',
    '',
  ])('is ICD-10 under the system %j', (system) => {
    expect(codeOf(coded('c50.9', '', system))).toBe('icd-10 C50.9');
  });

  it.each([
    '2.16.840.1.113883.6.3',
    '2.16.840.1.113883.6.90',
    'http://hl7.org/fhir/sid/icd-10',
    'http://hl7.org/fhir/sid/icd-10-cm',
  ])('is ICD-10 under %s', (system) => {
    expect(codeOf(coded('C50.9', '', system))).toBe('icd-10 C50.9');
  });

  it.each(['I9', 'I9C', 'ICD9', 'ICD-10-PCS', 'I10P', 'ICDO', 'L', '99LAB', '99ICD10', 'LI10', 'SCT'])(
    'is not ICD-10 under the system %j',
    (system) => {
      expect(codeOf(coded('C50.9', '', system))).not.toBe('icd-10 C50.9');
    },
  );

  it.each([
    'SCT',
    'SCT2',
    'SNOMED',
    'SNOMED-CT',
    'SNOMED CT',
    '2.16.840.1.113883.6.96',
    'http://snomed.info/sct',
  ])('is SNOMED CT under the system %j', (system) => {
    expect(codeOf(coded(' 254837009 ', '', system))).toBe('snomed-ct 254837009');
  });

  it('without a system is SNOMED CT only where the table knows the code', () => {
    expect(codeOf(coded('254837009'))).toBe('snomed-ct 254837009');
    expect(codeOf(coded('38341003'))).toBeUndefined();
    expect(from({ codes: [coded('38341003')], identifier: '77' })).toBeUndefined();
  });

  it('under a system of the sender is none of SNOMED CT, though the table knows the number', () => {
    expect(codeOf(coded('254837009', '', 'L'))).toBeUndefined();
  });

  it('under SNOMED CT is none of ICD-10, though it has the shape', () => {
    expect(codeOf(coded('D05.1', '', 'SCT'))).toBeUndefined();
  });

  it('of several codings is the one of cancer, else the one of a tumour', () => {
    expect(codeOf(coded('38341003', '', 'SCT'), coded('C61', '', 'I10'))).toBe('icd-10 C61');
    expect(codeOf(coded('I10', '', 'I10'), coded('D05.1', '', 'I10'))).toBe('icd-10 D05.1');
    expect(codeOf(coded('D05.1', '', 'I10'), coded('254837009', '', 'SCT'))).toBe('snomed-ct 254837009');
  });

  it('of no tumour says nothing, unless it may replace an earlier statement', () => {
    expect(from({ codes: [coded('I10', 'Hypertension', 'I10')] })).toBeUndefined();
    expect(from({ codes: [coded('38341003', '', 'SCT')] })).toBeUndefined();
    expect(from({ codes: [] })).toBeUndefined();
    expect(from({ codes: [coded('D05.1', '', 'I10')] })).toMatchObject({ code: 'D05.1' });
    expect(from({ codes: [coded('I10', '', 'I10')], identifier: ' 77 ' })).toMatchObject({
      key: 'id 77',
      code: 'I10',
    });
    expect(from({ codes: [coded('x', '', 'L')], identifier: '77' })).toBeUndefined();
  });

  it.each([
    ['A', 'A'],
    [' a ', 'A'],
    ['Admitting', 'A'],
    ['W', 'W'],
    ['F', 'F'],
    ['Final', 'F'],
    ['', 'W'],
    ['?', 'W'],
  ])('with DG1-6 %j is of type %s', (type, expected) => {
    expect(from({ type })?.type).toBe(expected);
  });

  it('of a problem list is final', () => {
    expect(from({ segment: 'PRB', type: '' })?.type).toBe('F');
  });

  it.each([
    ['DG1', 'D', true],
    ['DG1', ' d ', true],
    ['DG1', 'A', false],
    ['DG1', 'U', false],
    ['DG1', '', false],
    ['DG1', 'DE', false],
    ['PRB', 'DE', true],
    ['PRB', 'AD', false],
    ['PRB', 'D', false],
  ] as const)('in %s with action %j is removed: %s', (segment, actionCode, removed) => {
    expect(from({ segment, actionCode })?.removed).toBe(removed);
  });

  it('has one key for every statement about it', () => {
    expect(from({ codes: [coded('c50.9', '', '10')], actionCode: 'D' })?.key).toBe(from({})?.key);
    expect(from({ identifier: '77', actionCode: 'D' })?.key).toBe('id 77');
    expect(from({ codes: [coded('C61', '', 'I10')] })?.key).not.toBe(from({})?.key);
  });

  it('may be removed by its identifier alone', () => {
    expect(from({ codes: [], identifier: '77', actionCode: 'D' })).toMatchObject({
      key: 'id 77',
      code: '',
      removed: true,
    });
    expect(from({ codes: [], identifier: '', actionCode: 'D' })).toBeUndefined();
    expect(from({ codes: [], identifier: '77' })).toBeUndefined();
  });

  it('of any text never throws and fits the schema of a fact', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('C50.9', 'I10', 'SCT', '254837009', 'D', ''),
    );
    const anything = fc.record({
      segment: fc.constantFrom('DG1', 'PRB'),
      codes: fc.array(fc.record({ code: text, text, system: text }), { maxLength: 3 }),
      type: text,
      actionCode: text,
      identifier: text,
      diagnosedAt: fc.constantFrom(undefined, DRAWN_AT),
    });
    fc.assert(
      fc.property(anything, (diagnosis) => {
        expect(diagnosisSchema.optional().safeParse(diagnosisFrom(diagnosis, SENT_AT)).success).toBe(true);
      }),
    );
  });
});
