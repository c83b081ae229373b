import { describe, expect, it } from 'vitest';
import { patientFactSchema } from '../../../shared/clinical/fact.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import { understand } from '../../../shared/clinical/understand-observation.ts';
import { readMessage } from '../../../shared/hl7/read-message.ts';
import { factsOf, mapVersionOf } from '../../../shared/intake/facts-of.ts';
import { configSchema, type Feed, feedSchema } from '../../../shared/runtime/config.ts';

const { caps } = configSchema.parse({
  teams: [{ id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'a',
});
const feed = feedSchema.parse({ id: 'east' });

function factsFrom(lines: readonly string[], { as = feed, receivedAt = 1_767_355_200_000 } = {}) {
  const text = ['MSH|^~\\&|LIS|EAST|CA|HOSP|20260102113000||ORU^R01|c1|P|2.5.1', ...lines].join('\r');
  return factsOf(readMessage(Buffer.from(text, 'latin1'), { feed: as, caps }), {
    feed: as,
    policy: defaultPolicy,
    receivedAt: epochMs(receivedAt),
    origin: 'live',
    understand,
    resultKey: (identity) => `key ${identity}`,
  });
}

const PID = 'PID|1||7^^^EAST||||19500102';
const OBR = 'OBR|1|o1|f1|CMP|||20260102110000';
const calcium = (value = '11.0', { code = '17861-6^Calcium^LN', unit = 'mg/dL', range = '8.6-10.5' } = {}) =>
  `OBX|1|NM|${code}||${value}|${unit}|${range}|H|||F|||20260102110000`;
const CREATININE = 'OBX|2|NM|2160-0^Creatinine^LN||1.1|mg/dL|0.6-1.2||||F';

describe('the facts of a message', () => {
  it('are one a patient, as the fact schema has it, with what is taken along', () => {
    const { patients } = factsFrom([PID, OBR, calcium(), CREATININE]);
    const [only] = patients;
    expect(patients.length).toBe(1);
    expect(patientFactSchema.parse(only?.fact)).toEqual(only?.fact);
    expect(only?.fact.results.map(({ analyte }) => analyte)).toEqual(['calcium-total', 'creatinine']);
    expect(only?.identifier).toEqual({ authority: 'EAST', id: '7' });
  });

  it('are none for a patient of whom nothing is watched', () => {
    const { patients, unidentified } = factsFrom([PID, OBR, CREATININE, 'PID|2||', OBR, CREATININE]);
    expect([patients, unidentified]).toEqual([[], []]);
  });

  it('are the same for the same message, whenever it comes', () => {
    const lines = [PID, OBR, calcium(), 'DG1|1||C50.9^Breast^I10|||F'];
    const [first] = factsFrom(lines).patients;
    const [later] = factsFrom(lines, { receivedAt: 1_767_959_999_000 }).patients;
    expect({ ...later?.fact, receivedAt: 0 }).toEqual({ ...first?.fact, receivedAt: 0 });
  });

  it('hold no result that passes for a version of another, whatever code it came under', () => {
    const local = feedSchema.parse({
      id: 'east',
      understanding: { codes: [{ code: 'CAX', loinc: '17861-6' }] },
    });
    const results = [
      calcium('14.0'),
      calcium('9.0', { code: 'CAX^Calcium^L' }),
      calcium('9.9', { code: '17861-6^Ca^LN' }),
    ];
    const { patients } = factsFrom([PID, OBR, ...results], { as: local });
    expect(new Set(patients[0]?.fact.results.map(({ key }) => key)).size).toBe(3);
  });

  it('are one where the patient is named anew for each order, the same order among them', () => {
    const { patients } = factsFrom([PID, OBR, calcium('14.0'), PID, OBR, calcium('9.0')]);
    expect(patients.length).toBe(1);
    expect(new Set(patients[0]?.fact.results.map(({ key }) => key)).size).toBe(2);
  });

  it('come in parts that the table can hold, none lost and the diagnoses once', () => {
    const many = Array.from({ length: 250 }, (_, index) => calcium(`9.${index}`));
    const { patients } = factsFrom([PID, 'DG1|1||C50.9^Breast^I10|||F', OBR, ...many]);
    expect(patients.map(({ part }) => part)).toEqual([0, 1, 2]);
    expect(patients.map(({ fact }) => fact.results.length)).toEqual([100, 100, 50]);
    expect(patients.map(({ fact }) => fact.diagnoses.length)).toEqual([1, 0, 0]);
  });

  it.each([
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [200, [100, 100]],
  ])('of %i results come in parts of %j', (results, parts) => {
    const many = Array.from({ length: results }, (_, index) => calcium(`9.${index}`));

    const { patients } = factsFrom([PID, OBR, ...many]);

    expect(patients.map(({ fact }) => fact.results.length)).toEqual(parts);
  });

  it('are none for patients without an identifier, of whom each is told', () => {
    const { patients, unidentified } = factsFrom(['PID|1', OBR, calcium(), 'PID|2', OBR, calcium()]);

    expect(patients).toEqual([]);
    expect(unidentified).toEqual(['missing', 'missing']);
  });

  it('take the birth date from wherever it is said', () => {
    const { patients } = factsFrom(['PID|1||7^^^EAST', OBR, calcium(), PID, 'DG1|1||C50.9^Breast^I10|||F']);
    expect(patients.map(({ fact }) => [fact.birthDate, fact.diagnoses.length])).toEqual([['1950-01-02', 1]]);
  });

  it('carry the flag of a guessed character set on every result', () => {
    const { patients } = factsFrom([PID, OBR, calcium(), 'NTE|1||caf\xe9']);
    expect(patients[0]?.fact.results[0]?.flags).toContain('CHARSET_GUESSED');
  });

  it('leave out and count a value that is set aside', () => {
    const { patients, valuesQuarantined } = factsFrom([PID, OBR, calcium('11.0', { unit: 'furlong' })]);
    expect(patients).toEqual([]);
    expect(valuesQuarantined).toEqual([{ reason: 'unit-unknown', loinc: '17861-6' }]);
  });

  it('name the code that looks like calcium and is not mapped', () => {
    const { unmapped } = factsFrom([PID, OBR, calcium('11.0', { code: 'KALZ^Kalzium^L' })]);
    expect(unmapped).toEqual(['KALZ']);
  });

  it.each([
    ['missing', 'PID|1||'],
    ['placeholder', 'PID|1||99999^^^EAST'],
  ])('say that the identifier of something watched is %s', (fault, pid) => {
    const { patients, unidentified } = factsFrom([pid, OBR, calcium()]);
    expect(patients).toEqual([]);
    expect(unidentified).toEqual([fault]);
  });

  it('take the receipt for the time of sending where MSH-7 is empty', () => {
    const text = ['MSH|^~\\&|LIS|EAST|CA|HOSP|||ORU^R01|c1|P|2.5.1', PID, OBR, calcium()].join('\r');
    const { patients } = factsOf(readMessage(Buffer.from(text), { feed, caps }), {
      feed,
      policy: defaultPolicy,
      receivedAt: epochMs(1_767_355_200_000),
      origin: 'import',
      understand,
      resultKey: String,
    });
    expect(patients[0]?.fact).toMatchObject({ origin: 'import', results: [{ sentAt: 1_767_355_200_000 }] });
  });

  it('are none for a diagnosis that names nothing', () => {
    expect(factsFrom([PID, 'DG1|1||']).patients).toEqual([]);
  });

  it('leave out a birth date that was not sent', () => {
    const { patients } = factsFrom(['PID|1||7^^^EAST', OBR, calcium()]);
    expect(patients[0]?.fact).not.toHaveProperty('birthDate');
  });
});

describe('the version of a code map', () => {
  it('is the same for the same configuration and another for any other', () => {
    const again = feedSchema.parse({ id: 'renamed' });
    const others: Feed[] = [
      feedSchema.parse({ id: 'east', timeZone: 'Europe/London' }),
      feedSchema.parse({ id: 'east', understanding: { decimalComma: true } }),
      feedSchema.parse({ id: 'east', understanding: { codes: [{ code: 'CA', loinc: '17861-6' }] } }),
    ];
    expect(mapVersionOf(again)).toBe(mapVersionOf(feed));
    expect(mapVersionOf(feed)).toMatch(/^[0-9a-f]{12}$/);
    expect(new Set([feed, ...others].map(mapVersionOf)).size).toBe(4);
  });
});
