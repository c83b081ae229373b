import { describe, expect, it } from 'vitest';
import type { ChartService, PatientKey } from '../../../shared/chart/chart-service.ts';
import { type PatientFact, patientFactSchema } from '../../../shared/clinical/fact.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import {
  loadRegistry,
  parseRegistry,
  REGISTRY_COLUMNS,
  type RegistryLoading,
} from '../../../shared/intake/registry.ts';

const HEADER = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team';
const csv = (...rows: string[]) => [HEADER, ...rows].join('\n');

function recordingChart(fails?: string) {
  const recorded: [string, PatientFact][] = [];
  const judged: string[] = [];
  const chart: Pick<ChartService, 'record' | 'judge'> = {
    record: async (patient, identity, fact) => {
      if (patient.id === fails) throw new Error('table down');
      recorded.push([identity, fact]);
      return patient.id as PatientKey;
    },
    judge: async (key) => {
      judged.push(key);
      return { raised: 0, paged: 0, registered: true };
    },
  };
  return { chart, recorded, judged };
}

describe('registry file', () => {
  it('has the columns of the contract', () => {
    expect(REGISTRY_COLUMNS.join(',')).toBe(HEADER);
  });

  it('is read with CRLF, quotes, blanks, empty lines and a byte order mark', () => {
    const rows = parseRegistry(`\uFEFF${HEADER}\r\nEAST,"1,2",1950-02-28, C50.9 ,active,,breast\r\n\r\n`);
    expect(rows).toEqual([
      {
        assigning_authority: 'EAST',
        patient_id: '1,2',
        birth_date: '1950-02-28',
        icd10: 'C50.9',
        status: 'active',
        diagnosed_on: '',
        team: 'breast',
        policy_set: '',
      },
    ]);
  });

  it.each([
    [
      'a status that is none',
      'EAST,ZZPHI,1950-01-01,C50,cured,,x',
      'line 2: status is neither active, history',
    ],
    ['a patient without an id', 'EAST,,1950-01-01,C50,active,,x', 'line 2: patient_id is empty'],
    [
      'a date of birth that is none',
      'EAST,ZZPHI,01/02/1950,C50,active,,x',
      'line 2: birth_date is not a date',
    ],
    ['a day that no calendar has', 'EAST,ZZPHI,1950-02-29,C50,active,,x', 'line 2: birth_date is not a date'],
    ['a code too long', `EAST,ZZPHI,,${'C'.repeat(17)},active,,x`, 'line 2: icd10 is no ICD-10 code'],
    ['a row of too few columns', 'EAST,ZZPHI', 'line 2: not readable as CSV'],
    ['an open quote', 'EAST,"ZZPHI,1950-01-01,C50,active,,x', ': not readable as CSV'],
  ])('is refused with the line but no patient data for %s', (_, row, expected) => {
    const reading = () => parseRegistry(csv(row));
    expect(reading).toThrow(expected);
    expect(reading).not.toThrow('ZZPHI');
  });

  it('tells every fault at once', () => {
    expect(() => parseRegistry(csv('EAST,,x,C50,active,,x', 'EAST,1,,C50,b,,x'))).toThrow(
      /line 2: patient_id.*\nline 2: birth_date.*\nline 3: status/,
    );
  });

  it('may name one of the configured policy sets in a column of its own', async () => {
    const { chart, recorded } = recordingChart();
    const text = `${HEADER},policy_set\nEAST,1,,C34,,,lung,close\nEAST,2,,C34,,,lung,\n`;
    const rows = parseRegistry(text, [{ id: 'close', version: '1' }]);
    await loadRegistry(rows, { chart, feeds: [], loadedAt: epochMs(7) });
    const sets = recorded.map(([, fact]) => patientFactSchema.parse(fact).registration?.policySet);
    expect(sets).toEqual(['close', undefined]);
  });

  it('is refused with the line where it names a set that is not configured', () => {
    const text = `${HEADER},policy_set\nEAST,1,,C34,,,lung,close\nEAST,2,,C34,,,lung,ZZPHI\n`;
    const reading = () => parseRegistry(text, [{ id: 'close', version: '1' }]);
    expect(reading).toThrow(/^line 3: policy_set names no set of policySets in the configuration; add/);
    expect(reading).not.toThrow('ZZPHI');
    expect(() => parseRegistry(text)).toThrow(/^line 2: policy_set .*\nline 3: policy_set/);
  });

  it('names the columns that are missing', () => {
    expect(() => parseRegistry('patient_id\n1')).toThrow(/^line 1: column assigning_authority, birth_date/);
  });

  it.each([
    [
      'of no length',
      '',
      /^line 1: nothing stands in the file; .*with commas.*assigning_authority,patient_id/,
    ],
    ['of blank lines', '\uFEFF\r\n\r\n', /^line 1: nothing stands in the file/],
    [
      'with semicolons',
      'assigning_authority;patient_id\nA;1',
      /^line 1: none of the columns is in the header;/,
    ],
    ['without a header', 'RIVERSIDE,RS1,,C50,active,,', /^line 1: none of the columns(?!.*RS1)/],
  ])('%s is refused with the form that it should have', (_, csv, line) => {
    expect(() => parseRegistry(csv)).toThrow(line);
  });

  it('puts a registration fact for every row and judges each patient', async () => {
    const { chart, recorded, judged } = recordingChart();
    const progress: number[] = [];
    const rows = parseRegistry(csv('EAST,1,1950-02-28,C50.9,history,2020-01-01,breast', 'EAST,2,,C34,,,'));

    await loadRegistry(rows, {
      chart,
      feeds: [],
      loadedAt: epochMs(7),
      onProgress: (done) => progress.push(done),
    });

    expect(judged.sort()).toEqual(['1', '2']);
    expect(progress).toEqual([1, 2]);
    const facts = recorded.map(([, fact]) => patientFactSchema.parse(fact));
    expect(facts[0]).toMatchObject({
      birthDate: '1950-02-28',
      registration: {
        icd10: 'C50.9',
        status: 'history',
        diagnosedOn: '2020-01-01',
        team: 'breast',
        loadedAt: 7,
      },
    });
    expect(facts[1]?.registration).toEqual({
      source: 'registry',
      icd10: 'C34',
      status: 'by-code',
      loadedAt: 7,
    });
  });

  it('is a new fact at each load, the same one when the same load is repeated', async () => {
    const { chart, recorded } = recordingChart();
    const rows = parseRegistry(csv('EAST,1,,C50.9,,,'));
    for (const at of [7, 7, 8]) await loadRegistry(rows, { chart, feeds: [], loadedAt: epochMs(at) });
    const identities = recorded.map(([identity]) => identity);
    expect(identities[0]).toBe(identities[1]);
    expect(identities[2]).not.toBe(identities[0]);
  });

  it('puts all rows before it judges anybody, and the weightiest of a patient first', async () => {
    const order: string[] = [];
    const chart: RegistryLoading['chart'] = {
      record: async ({ id }, identity, { registration }) => {
        order.push(`put ${id} ${registration?.icd10}`);
        identities.add(identity);
        return id as PatientKey;
      },
      judge: async (key) => {
        order.push(`judge ${key}`);
        return { raised: 0, paged: 0, registered: true };
      },
    };
    const identities = new Set<string>();
    const rows = parseRegistry(
      csv('EAST,1,,Z85.3,,,', 'EAST,1,,D48.9,,,', 'EAST,1,,C50.9,,,', 'EAST,2,,C34,,,'),
    );

    await loadRegistry(rows, { chart, feeds: [], loadedAt: epochMs(7) });

    expect(order.filter((step) => step.startsWith('put 1'))).toEqual([
      'put 1 C50.9',
      'put 1 D48.9',
      'put 1 Z85.3',
    ]);
    expect(order.slice(-2)).toEqual(['judge 1', 'judge 2']);
    expect(order).toHaveLength(6);
    expect(identities.size).toBe(4);
  });

  it('fails when a row cannot be stored', async () => {
    const { chart } = recordingChart('2');
    const rows = parseRegistry(csv('EAST,1,,C50,,,', 'EAST,2,,C50,,,', 'EAST,3,,C50,,,'));
    await expect(loadRegistry(rows, { chart, feeds: [], loadedAt: epochMs(7) })).rejects.toThrow(
      'table down',
    );
  });
});
