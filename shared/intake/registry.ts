import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { ChartService } from '../chart/chart-service.ts';
import type { Config } from '../runtime/config.ts';
import { ConfigurationError } from '../runtime/errors.ts';
import {
  judgeRegistered,
  nameOf,
  type PatientOfRegistry,
  type RegisteredRow,
  type Registering,
  recordRegistered,
} from './register-patients.ts';
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
  if (csv.trim() === '') throw new ConfigurationError(`line 1: nothing stands in the file; ${FORM}`);
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

const FORM = `export it as UTF-8, with commas between its columns and the header ${REGISTRY_COLUMNS.join()}`;

function checkHeader(header: string[]): string[] {
  const missing = REGISTRY_COLUMNS.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  if (missing.length === REGISTRY_COLUMNS.length) {
    throw new ConfigurationError(`line 1: none of the columns is in the header; ${FORM}`);
  }
  throw new ConfigurationError(`line 1: column ${missing.join(', ')} missing; add it to the header`);
}

/** What the rows of a file say of each patient, under every identifier by which the feeds may name them. */
export function registeredBy(
  rows: readonly RegistryRow[],
  feeds: readonly NamingRules[],
): readonly PatientOfRegistry[] {
  const named = rows.flatMap((row) =>
    registryIdentifiers(row, feeds).map((patient) => ({ patient, row: registeredRow(row) })),
  );
  const patients = new Map(named.map(({ patient }) => [nameOf(patient), patient]));
  const rowsOf = Map.groupBy(named, ({ patient }) => nameOf(patient));
  return Array.from(patients, ([name, patient]) => ({
    patient,
    rows: (rowsOf.get(name) ?? []).map(({ row }) => row),
  }));
}

function registeredRow(row: RegistryRow): RegisteredRow {
  return {
    icd10: row.icd10,
    status: row.status === '' ? 'by-code' : row.status,
    ...valued('diagnosedOn', row.diagnosed_on),
    ...valued('team', row.team),
    ...valued('policySet', row.policy_set),
    ...valued('birthDate', row.birth_date),
  };
}

function valued<Name extends string>(name: Name, text: string): { [key in Name]?: string } {
  return text === '' ? {} : ({ [name]: text } as { [key in Name]?: string });
}

export type RegistryLoading = Registering & {
  readonly chart: Pick<ChartService, 'record' | 'judge'>;
  /** The configured feeds: rows are stored under the identifiers that their messages will have. */
  readonly feeds: readonly NamingRules[];
};

/** Puts a registration fact for every row, then judges each patient. */
export async function loadRegistry(rows: readonly RegistryRow[], loading: RegistryLoading): Promise<void> {
  await judgeRegistered(await recordRegistered(registeredBy(rows, loading.feeds), loading), loading.chart);
}
