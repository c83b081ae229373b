import type { ChartService, PatientKey } from '../chart/chart-service.ts';
import { registrationClass } from '../clinical/cancer.ts';
import { CANCER_CLASSES } from '../clinical/cancer-class.ts';
import type { PatientFact, Registration } from '../clinical/fact.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';

/** A row of the registry, but for when it was loaded. */
export type RegisteredRow = Omit<Registration, 'source' | 'loadedAt'>;

/** All that the registry says of one patient, under the identifier that messages have. */
export type PatientOfRegistry = {
  readonly patient: PatientIdentifier;
  readonly rows: readonly RegisteredRow[];
};

/** What stands in the place of the rows of a patient whom the registry does not have any more. */
export const REMOVED: RegisteredRow = { icd10: '', status: 'removed' };

/** What tells one patient from every other. */
export function nameOf({ authority, id }: PatientIdentifier): string {
  return JSON.stringify([authority, id]);
}

export type Registering = {
  readonly chart: Pick<ChartService, 'record'>;
  /** The instant of this load: of several loads the last one counts. */
  readonly loadedAt: EpochMs;
  readonly onProgress?: (rows: number, total: number) => void;
};

/** Puts a registration fact for every row. A later load never edits an earlier one. Resolves to who is to be judged. */
export async function recordRegistered(
  patients: readonly PatientOfRegistry[],
  { chart, loadedAt, onProgress }: Registering,
): Promise<ReadonlySet<PatientKey>> {
  const keys = new Set<PatientKey>();
  const total = patients.reduce((sum, { rows }) => sum + rows.length, 0);
  let done = 0;
  await forEach(patients.values(), async (registered) => {
    for (const fact of factsOf(registered, loadedAt)) {
      keys.add(await chart.record(fact.patient, `registry|${JSON.stringify(fact)}`, fact));
    }
    done += registered.rows.length;
    onProgress?.(done, total);
  });
  return keys;
}

/** What came of judging: alerts raised, and those of them that were handed over to their teams. */
export type JudgedPatients = { readonly raised: number; readonly paged: number };

/** To be called once all of a load is put: of a part of it alerts would be taken back and paged again. */
export async function judgeRegistered(
  keys: Iterable<PatientKey>,
  chart: Pick<ChartService, 'judge'>,
): Promise<JudgedPatients> {
  const sum = { raised: 0, paged: 0 };
  await forEach(new Set(keys).values(), async (key) => {
    const { raised, paged } = await chart.judge(key);
    sum.raised += raised;
    sum.paged += paged;
  });
  return sum;
}

const AT_ONCE = 16;

async function forEach<Of>(
  all: Iterator<Of> & Iterable<Of>,
  work: (of: Of) => Promise<unknown>,
): Promise<void> {
  const worker = async (): Promise<void> => {
    for (const one of all) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

type RegistrationFact = PatientFact & { readonly registration: Registration };

/** What weighs most goes first: a message that comes between two rows of a patient finds no milder cancer. Each row is as a message of its own. */
function factsOf({ patient, rows }: PatientOfRegistry, loadedAt: EpochMs): readonly RegistrationFact[] {
  return rows.map((row) => registrationFact(row, patient, loadedAt)).sort((a, b) => weight(a) - weight(b));
}

const weight = ({ registration }: RegistrationFact) =>
  CANCER_CLASSES.indexOf(registrationClass(registration));

function registrationFact(
  row: RegisteredRow,
  patient: PatientIdentifier,
  loadedAt: EpochMs,
): RegistrationFact {
  return {
    feed: 'registry',
    readerVersion: '1',
    mapVersion: '1',
    receivedAt: loadedAt,
    origin: 'live',
    patient,
    ...(row.birthDate !== undefined && { birthDate: row.birthDate }),
    results: [],
    diagnoses: [],
    registration: { source: 'registry', ...row, loadedAt },
  };
}
