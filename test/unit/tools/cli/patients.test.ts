import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PatientOfRegistry } from '../../../../shared/intake/register-patients.ts';
import { configSchema } from '../../../../shared/runtime/config.ts';
import { conditionsOf } from '../../../../tools/cli/patients/fhir-conditions.ts';
import { type ImportOptions, importPatients } from '../../../../tools/cli/patients/import-patients.ts';
import { exportPatients, listPatients } from '../../../../tools/cli/patients/list-patients.ts';
import { startLoopback } from '../../../stand-ins/loopback.ts';
import { folderOf, quietTerminal } from './samples.ts';

const CONFIG = configSchema.parse({
  teams: [{ id: 'lung', name: 'Lung', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'lung',
});
const HEADER = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team';

const patient = (id: string, icd10: string, team = 'lung'): PatientOfRegistry => ({
  patient: { authority: 'EAST', id },
  rows: [{ icd10, status: 'active', team }],
});

/** An `npm start` with these patients; keeps what it is told to load, and whom to judge. */
async function registryOf(...standing: readonly PatientOfRegistry[]) {
  const loaded: PatientOfRegistry[] = [];
  const judged: string[] = [];
  const { url, close } = await startLoopback((request, response, body) => {
    const told = JSON.parse(body.toString() || '{"patients": []}') as { patients: never[] };
    const answer = new Map<string, () => unknown>([
      ['GET /config.json', () => CONFIG],
      ['GET /patients', () => ({ patients: standing })],
      [
        'POST /patients',
        () => {
          loaded.push(...told.patients);
          return { patients: (told.patients as PatientOfRegistry[]).map((one) => `P#${one.patient.id}`) };
        },
      ],
      [
        'POST /patients/judge',
        () => {
          judged.push(...told.patients);
          return { raised: told.patients.length, paged: 1 };
        },
      ],
    ]).get(`${request.method} ${request.url}`);
    response.end(JSON.stringify(answer?.()));
  });
  onTestFinished(close);
  return { url, loaded, judged };
}

async function importing(
  rows: readonly string[],
  standing: readonly PatientOfRegistry[],
  options: ImportOptions = {},
) {
  const folder = folderOf({ 'r.csv': [HEADER, ...rows].join('\n') });
  const { url, loaded, judged } = await registryOf(...standing);
  const terminal = quietTerminal();
  const code = await importPatients(join(folder, 'r.csv'), { url, ...options }, terminal);
  return { code, loaded, judged, printed: terminal.printed() };
}

describe('patients import', () => {
  const STANDING = [patient('1', 'C50'), patient('2', 'C34'), patient('3', 'C61')];
  const FILE = ['EAST,1,,C50,active,,lung', 'EAST,2,,C34,history,,lung', 'EAST,4,,C18,active,,lung'];

  test('loads what is new or changed, judges whom it concerns, and takes nobody out', async () => {
    const { code, loaded, judged, printed } = await importing(FILE, STANDING);

    expect(loaded.map((one) => one.patient.id)).toEqual(['4', '2']);
    expect(judged).toEqual(['P#4', 'P#2']);
    expect(code).toBe(0);
    expect(printed).toContain('2 patients loaded and judged: 2 alerts raised, 1 handed over');
  });

  test('takes out whom the file does not have where it is told to prune', async () => {
    const { loaded } = await importing(FILE, STANDING, { prune: true, yes: true });

    expect(loaded.at(-1)).toEqual({
      patient: { authority: 'EAST', id: '3' },
      rows: [{ icd10: '', status: 'removed' }],
    });
  });

  test('refuses to take out many, unless that is meant', async () => {
    await expect(importing(FILE, STANDING, { prune: true })).rejects.toThrow(
      '--prune would take 1 of 3 patients out of the registry',
    );
  });

  test('says in a dry run what it would change, changes nothing, and ends with 1', async () => {
    const { code, loaded, printed } = await importing(FILE, STANDING, { dryRun: true, prune: true });

    expect([code, loaded]).toEqual([1, []]);
    expect(printed).toMatch(
      /new {8}1\n {2}changed {4}1\n {2}unchanged {2}1\n {2}not in it {2}1, taken out by --prune/,
    );
  });

  test('ends with 0 in a dry run that finds nothing to do', async () => {
    const { code } = await importing(['EAST,1,,C50,active,,lung'], [patient('1', 'C50')], { dryRun: true });

    expect(code).toBe(0);
  });

  test('names patients only where it is asked to', async () => {
    const rows = ['EAST,ZZPHI7,,C18.9,active,,lung'];

    const quiet = [
      await importing(rows, [], { dryRun: true }),
      await importing(rows, [], { dryRun: true, json: true }),
    ];
    const revealed = await importing(rows, [], { dryRun: true, reveal: true });

    expect(quiet.map(({ printed }) => /ZZPHI7|C18/.test(printed))).toEqual([false, false]);
    expect(revealed.printed).toContain('ZZPHI7 of EAST: C18.9 active lung');
  });

  test('says which teams are not configured', async () => {
    const { printed } = await importing(['EAST,5,,C50,active,,breast'], [], { dryRun: true });

    expect(printed).toContain('team breast is not configured');
  });

  test('loads thousands in portions, and judges nobody before all are put', async () => {
    const rows = Array.from({ length: 1_100 }, (_, index) => `EAST,${index},,C50,active,,lung`);

    const { loaded, judged } = await importing(rows, []);

    expect([loaded.length, judged.length]).toEqual([1_100, 1_100]);
  });

  test.each([
    ['a row that does not hold', `${HEADER}\nEAST,ZZPHI,x,C50,active,,`, 'line 2: birth_date is not a date'],
    ['no CSV', 'hello', 'line 1: none of the columns is in the header'],
    ['no JSON', '{"resourceType": ', 'is not valid JSON'],
    ['another resource', '{"resourceType": "Patient"}', 'is no FHIR bundle'],
  ])('is refused with a line for %s, without patient data', async (_, content, expected) => {
    const folder = folderOf({ 'r.csv': content });
    const { url, loaded } = await registryOf();

    const refused = importPatients(join(folder, 'r.csv'), { url }, quietTerminal());

    await expect(refused).rejects.toThrow(expected);
    await expect(refused).rejects.not.toThrow('ZZPHI');
    expect(loaded).toEqual([]);
  });

  test('is refused for a file that is not there', async () => {
    const { url } = await registryOf();

    await expect(importPatients('/none.csv', { url }, quietTerminal())).rejects.toThrow(
      '/none.csv does not exist',
    );
  });
});

const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const coded = (code: string, system = ICD) => ({ coding: [{ system, code }] });

function condition(more: object = {}) {
  return {
    resourceType: 'Condition',
    clinicalStatus: coded('active', 'http://terminology.hl7.org/CodeSystem/condition-clinical'),
    verificationStatus: coded('confirmed', 'http://terminology.hl7.org/CodeSystem/condition-ver-status'),
    code: coded('C34.1'),
    subject: { reference: 'Patient/p1' },
    onsetDateTime: '2026-02-03T10:00:00Z',
    ...more,
  };
}

const PATIENT = {
  ...{ resourceType: 'Patient', id: 'p1', birthDate: '1960-06-15' },
  identifier: [
    { system: 'urn:oid:1.2.3', value: 'MRN1' },
    { system: 'urn:oid:9.9.9', value: 'OTHER' },
  ],
};

function bundle(...resources: readonly object[]) {
  const entry = resources.map((resource) => ({ fullUrl: 'urn:uuid:x', resource }));
  const reading = { config: CONFIG, authorities: new Map([['urn:oid:1.2.3', 'EAST']]), team: 'lung' };
  return conditionsOf(JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }), reading);
}

describe('a FHIR bundle of conditions', () => {
  test('gives a row for each cancer, under the identifiers whose system is known', () => {
    const { rows, leftOut } = bundle(PATIENT, condition());

    expect(leftOut.size).toBe(0);
    expect(rows).toEqual([
      {
        ...{ assigning_authority: 'EAST', patient_id: 'MRN1', birth_date: '1960-06-15', icd10: 'C34.1' },
        ...{ status: 'active', diagnosed_on: '2026-02-03', team: 'lung', policy_set: '' },
      },
    ]);
  });

  test('finds the patient by the identifier of the subject, too', () => {
    const subject = { identifier: { system: 'urn:oid:1.2.3', value: 'MRN2' } };

    const { rows } = bundle(condition({ subject }));

    expect(rows.map((row) => [row.patient_id, row.birth_date])).toEqual([['MRN2', '']]);
  });

  test.each([
    ['refuted', { verificationStatus: coded('refuted') }, 'refuted or not confirmed'],
    ['provisional', { verificationStatus: coded('provisional') }, 'refuted or not confirmed'],
    ['no cancer', { code: coded('E11.9') }, 'no cancer'],
    ['without ICD-10', { code: coded('363346000', 'http://snomed.info/sct') }, 'without an ICD-10 code'],
  ])('leaves out and counts what is %s', (_, more, why) => {
    const { rows, leftOut } = bundle(PATIENT, condition(more));

    expect([rows, [...leftOut]]).toEqual([[], [[why, 1]]]);
  });

  test.each([
    ['recurrence', 'active'],
    ['remission', 'history'],
    ['unknown', ''],
  ])('reads the clinical status %s as %j', (code, expected) => {
    const { rows } = bundle(PATIENT, condition({ clinicalStatus: coded(code) }));

    expect(rows.map(({ status }) => status)).toEqual([expected]);
  });

  test('is refused where systems of identifiers have no authority, naming the systems alone', () => {
    const stranger = { ...PATIENT, identifier: [{ system: 'urn:oid:7.7.7', value: 'ZZPHI' }] };

    const reading = () => bundle(stranger, condition());

    expect(reading).toThrow(/identifiers of urn:oid:7\.7\.7 alone; .*--authority urn:oid:7\.7\.7=NAME/);
    expect(reading).not.toThrow('ZZPHI');
  });
});

describe('patients list and export', () => {
  test('counts by class, team and authority, and names nobody', async () => {
    const { url } = await registryOf(patient('ZZPHI1', 'C50'), patient('ZZPHI2', 'Z85.3'));
    const terminal = quietTerminal();

    const code = await listPatients({ url }, terminal);

    expect(code).toBe(0);
    expect(terminal.printed()).toBe(
      [
        '2 patients in the registry',
        '  classes      active 1, history 1',
        '  teams        lung 2',
        '  authorities  EAST 2',
      ].join('\n'),
    );
  });

  test('names them, and is JSON, where that is asked for', async () => {
    const { url } = await registryOf(patient('1', 'C50'));
    const terminal = quietTerminal();

    await listPatients({ url, json: true, reveal: true }, terminal);

    expect(JSON.parse(terminal.printed())).toMatchObject({ patients: 1, registered: [patient('1', 'C50')] });
  });

  test('writes a file for this user alone that an import finds nothing to change in', async () => {
    const odd = {
      ...patient('a,"b"', 'C50'),
      rows: [{ icd10: 'C50', status: 'by-code', birthDate: '1960-01-01' }],
    } as const;
    const { url } = await registryOf(patient('1', 'C50'), odd);
    const file = join(folderOf({}), 'out.csv');

    await exportPatients(file, { url }, quietTerminal());
    const code = await importPatients(file, { url, dryRun: true }, quietTerminal());

    expect(code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain('EAST,"a,""b""",1960-01-01,C50,,,,');
  });

  test('writes to the terminal for -, and says in one line where it cannot write', async () => {
    const { url } = await registryOf(patient('1', 'C50'));
    const terminal = quietTerminal();

    await exportPatients('-', { url }, terminal);

    expect(terminal.printed()).toBe(`${HEADER},policy_set\nEAST,1,,C50,active,,lung,`);
    await expect(exportPatients('/none/x.csv', { url }, terminal)).rejects.toThrow(
      '/none/x.csv cannot be made, there is no such folder',
    );
  });
});
