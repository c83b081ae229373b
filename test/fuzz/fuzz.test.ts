import { describe, expect, it } from 'vitest';
import { readDecodedMessage } from '../../shared/hl7/read-message.ts';
import { type Base, corpusMessages, generatedMessages, hasCorpus, RARE } from './bases.ts';
import { faultsOf, type Reader } from './check-bytes.ts';
import { caseOf, faultsOfCase } from './run-cases.ts';

const RUNS = 48;
const CASES_OF_A_RUN = 1_000;
const [rare, ...others] = [...RARE, ...generatedMessages(), ...corpusMessages()].filter(
  ({ bytes }) => bytes.length <= 2_000,
);
const bases: readonly [Base, ...Base[]] = [rare as Base, ...others];
const without = hasCorpus ? '' : ' (without the corpus: ../shared/corpus is not there)';

describe(`damaged messages${without}`, () => {
  it.each(Array.from({ length: RUNS }, (_, run) => run * CASES_OF_A_RUN))(
    'from %i on are read as they were sent or refused with a reason, in time, and answered',
    (from) => {
      for (let number = from; number < from + CASES_OF_A_RUN; number += 1) {
        const faults = faultsOfCase(caseOf(number, bases));

        expect(faults, `case ${number}`).toEqual([]);
      }
    },
    60_000,
  );
});

/** A reader that spoils every reading. */
const spoilt =
  (spoil: (read: ReturnType<Reader>) => ReturnType<Reader>): Reader =>
  (decoded, context) =>
    spoil(readDecodedMessage(decoded, context));
const inPatients = (spoil: (patient: ReturnType<Reader>['patients'][number]) => object): Reader =>
  spoilt((read) => ({
    ...read,
    patients: read.patients.map((patient) => ({ ...patient, ...spoil(patient) })),
  }));

describe('what holds the reader against a plain reading finds a reader that', () => {
  it.each<[string, Reader, string]>([
    [
      'loses a result',
      inPatients(({ observations }) => ({ observations: observations.slice(1) })),
      'OBX are lost',
    ],
    [
      'reads a result twice',
      inPatients(({ observations }) => ({ observations: [...observations, ...observations] })),
      'an OBX is read twice',
    ],
    [
      'changes a value',
      inPatients(({ observations }) => ({
        observations: observations.map((one) => ({ ...one, values: [['12.9']] })),
      })),
      'an OBX is read that was not sent so',
    ],
    [
      'drops a unit',
      inPatients(({ observations }) => ({
        observations: observations.map((one) => ({ ...one, units: [] })),
      })),
      'an OBX is read that was not sent so',
    ],
    [
      'takes the account for the patient',
      inPatients(() => ({ identifier: { authority: '', id: 'ACCOUNT' } })),
      'an identifier is read that was not sent',
    ],
    [
      'throws',
      () => {
        throw new TypeError('bad');
      },
      'threw TypeError',
    ],
    [
      'reads what was never coded',
      inPatients(({ observations }) => ({
        observations: observations.map((one) => ({
          ...one,
          codes: [{ code: '17861-6', text: '', system: 'LN' }],
        })),
      })),
      'the scan overlooks a code',
    ],
  ])('%s', (_, reader, fault) => {
    const bytes = Buffer.from(
      'MSH|^~\\&|L|F|||2024||ORU^R01|1|P|2.5\rPID|1||7^^^H^MR\rOBR|1|P|F\rOBX|1|NM|X||9.5|mg/dL|8.6-10.3\r',
    );

    expect(faultsOf(bytes)).toEqual([]);
    expect(faultsOf(bytes, reader).join('; ')).toContain(fault);
  });

  it('invents a diagnosis', () => {
    const [, , , , admission] = RARE;
    const inventive = inPatients(({ diagnoses }) => ({ diagnoses: [...diagnoses, ...diagnoses] }));

    expect(faultsOf((admission as Base).bytes, inventive)).toEqual(['diagnoses differ from those sent']);
  });
});
