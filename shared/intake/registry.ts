import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { ChartService } from '../chart/chart-service.ts';
import type { PatientFact } from '../clinical/fact.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';
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
});

/** One row of the registry file: who has, or had, cancer, and whose patient it is. */
export type RegistryRow = z.infer<typeof rowSchema>;

export const REGISTRY_COLUMNS = Object.keys(rowSchema.shape);

/**
 * The registry file's text → rows.
 * @throws ConfigurationError with a line "line N: column: what is wrong; what to do" for every fault; no patient data.
 */
export function parseRegistry(csv: string): RegistryRow[] {
  const rows: RegistryRow[] = [];
  const faults: string[] = [];
  for (const { record, info } of readCsv(csv)) {
    const parsed = rowSchema.safeParse(record);
    if (parsed.success) rows.push(parsed.data);
    else faults.push(...parsed.error.issues.map((issue) => `line ${info.lines}: ${faultText(issue)}`));
  }
  if (faults.length > 0) throw new ConfigurationError(faults.join('\n'));
  return rows;
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

const ROWS_AT_ONCE = 16;

/** Puts a registration fact for every row and judges the patient; a later load never edits an earlier one. */
export async function loadRegistry(rows: readonly RegistryRow[], loading: RegistryLoading): Promise<void> {
  const waiting = rows.values();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const row of waiting) {
      await register(row, loading);
      done += 1;
      loading.onProgress?.(done, rows.length);
    }
  };
  await Promise.all(Array.from({ length: ROWS_AT_ONCE }, work));
}

async function register(row: RegistryRow, { chart, feeds, loadedAt }: RegistryLoading): Promise<void> {
  for (const patient of registryIdentifiers(row, feeds)) {
    const key = await chart.record(patient, `registry|${loadedAt}`, registrationFact(row, patient, loadedAt));
    await chart.judge(key);
  }
}

function registrationFact(row: RegistryRow, patient: PatientIdentifier, loadedAt: EpochMs): PatientFact {
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
      ...valued('birthDate', row.birth_date),
      loadedAt,
    },
  };
}

function valued<Name extends string>(name: Name, text: string): { [key in Name]?: string } {
  return text === '' ? {} : ({ [name]: text } as { [key in Name]?: string });
}
