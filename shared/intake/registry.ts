import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { ChartService, PatientKey } from '../chart/chart-service.ts';
import { registrationClass } from '../clinical/cancer.ts';
import { CANCER_CLASSES } from '../clinical/cancer-class.ts';
import type { PatientFact, Registration } from '../clinical/fact.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';
import type { Config } from '../runtime/config.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import { type NamingRules, registryIdentifiers } from './registry-identifiers.ts';

const day = z.iso.date();
const dateText = z
  .string()
  .refine(
    (text) => text === '' || day.safeParse(text).success,
    'is not a date; write YYYY-MM-DD or leave it empty',
  );

const rowSchema = z.object({
  assigning_authority: z.string(),
  patient_id: z.string().min(1, 'is empty; every row needs one'),
  birth_date: dateText,
  icd10: z.string().max(16, 'is no ICD-10 code; correct it'),
  status: z.enum(['active', 'history', ''], 'is neither active, history nor empty; use one of these'),
  diagnosed_on: dateText,
  team: z.string(),
  policy_set: z.string().default(''),
});

/** One row of the registry file: who has, or had, cancer, and whose patient it is. */
export type RegistryRow = z.infer<typeof rowSchema>;

const OPTIONAL_COLUMN = 'policy_set';

/** The columns that the header must have; `policy_set` may follow. */
export const REGISTRY_COLUMNS = Object.keys(rowSchema.shape).filter((name) => name !== OPTIONAL_COLUMN);

/**
 * The registry file's text → rows. A row may name one of the configured policy sets.
 * @throws ConfigurationError with a line "line N: column: what is wrong; what to do" for every fault; no patient data.
 */
export function parseRegistry(csv: string, policySets: Config['policySets'] = []): RegistryRow[] {
  const rows: RegistryRow[] = [];
  const schema = rowSchema.extend({ policy_set: policySetOf(policySets) });
  const faults: string[] = [];
  for (const { record, info } of readCsv(csv)) {
    const parsed = schema.safeParse(record);
    if (parsed.success) rows.push(parsed.data);
    else faults.push(...parsed.error.issues.map((issue) => `line ${info.lines}: ${faultText(issue)}`));
  }
  if (faults.length > 0) throw new ConfigurationError(faults.join('\n'));
  return rows;
}

function policySetOf(policySets: Config['policySets']) {
  const names = new Set(['', ...policySets.map(({ id }) => id)]);
  return rowSchema.shape.policy_set.refine(
    (name) => names.has(name),
    'names no set of policySets in the configuration; add it there or correct the row',
  );
}

function faultText({ path, message }: z.core.$ZodIssue): string {
  return `${String(path[0])} ${message}`;
}

type CsvRecord = { readonly record: Record<string, string>; readonly info: { readonly lines: number } };

function readCsv(csv: string): CsvRecord[] {
  try {
    return parse(csv, {
      bom: true,
      columns: checkHeader,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as CsvRecord[];
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    const line = cause instanceof Error && 'lines' in cause ? String(cause.lines) : '?';
    throw new ConfigurationError(`line ${line}: not readable as CSV; check quotes and number of columns`);
  }
}

function checkHeader(header: string[]): string[] {
  const missing = REGISTRY_COLUMNS.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  throw new ConfigurationError(`line 1: column ${missing.join(', ')} missing; add it to the header`);
}

export type RegistryLoading = {
  readonly chart: Pick<ChartService, 'record' | 'judge'>;
  /** The configured feeds: rows are stored under the identifiers that their messages will have. */
  readonly feeds: readonly NamingRules[];
  /** The instant of this load: of several loads the last one counts. */
  readonly loadedAt: EpochMs;
  readonly onProgress?: (done: number, total: number) => void;
};

const AT_ONCE = 16;

/**
 * Puts a registration fact for every row, then judges each patient: never on a part of the load, or what only the other
 * part says would be taken back and paged again. A later load never edits an earlier one.
 */
export async function loadRegistry(rows: readonly RegistryRow[], loading: RegistryLoading): Promise<void> {
  const facts = rows.flatMap((row) =>
    registryIdentifiers(row, loading.feeds).map((patient) =>
      registrationFact(row, patient, loading.loadedAt),
    ),
  );
  const patients = Map.groupBy(facts, ({ patient }) => JSON.stringify([patient.authority, patient.id]));
  const keys = new Set<PatientKey>();
  let done = 0;
  await forEach(patients.values(), async (ofPatient) => {
    await register(ofPatient, loading.chart, keys);
    done += ofPatient.length;
    loading.onProgress?.(done, facts.length);
  });
  await forEach(keys.values(), (key) => loading.chart.judge(key));
}

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

/** What weighs most goes first: a message that comes between two rows of a patient finds no milder cancer.
 * Each row is as a message of its own. */
async function register(
  ofPatient: readonly RegistrationFact[],
  chart: RegistryLoading['chart'],
  keys: Set<PatientKey>,
): Promise<void> {
  for (const fact of ofPatient.toSorted((a, b) => weight(a) - weight(b))) {
    const identity = `registry|${JSON.stringify(fact)}`;
    keys.add(await chart.record(fact.patient, identity, fact));
  }
}

const weight = ({ registration }: RegistrationFact) =>
  CANCER_CLASSES.indexOf(registrationClass(registration));

function registrationFact(row: RegistryRow, patient: PatientIdentifier, loadedAt: EpochMs): RegistrationFact {
  return {
    feed: 'registry',
    readerVersion: '1',
    mapVersion: '1',
    receivedAt: loadedAt,
    origin: 'live',
    patient,
    ...valued('birthDate', row.birth_date),
    results: [],
    diagnoses: [],
    registration: {
      source: 'registry',
      icd10: row.icd10,
      status: row.status === '' ? 'by-code' : row.status,
      ...valued('diagnosedOn', row.diagnosed_on),
      ...valued('team', row.team),
      ...valued('policySet', row.policy_set),
      ...valued('birthDate', row.birth_date),
      loadedAt,
    },
  };
}

function valued<Name extends string>(name: Name, text: string): { [key in Name]?: string } {
  return text === '' ? {} : ({ [name]: text } as { [key in Name]?: string });
}
