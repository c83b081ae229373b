import type { PatientOfRegistry, RegisteredRow } from '../../../shared/intake/register-patients.ts';
import { REGISTRY_COLUMNS } from '../../../shared/intake/registry.ts';

/** The registry as its file, a row for each registration, in the order of authority and number. Patient data. */
export function registryCsv(patients: readonly PatientOfRegistry[]): string {
  const lines = patients.flatMap(({ patient, rows }) =>
    rows.map((row) => [patient.authority, patient.id, ...cellsOf(row)].map(quoted).join(',')),
  );
  const header = [...REGISTRY_COLUMNS, 'policy_set'].join(',');
  return `${[header, ...lines.sort()].join('\n')}\n`;
}

function cellsOf({
  birthDate,
  icd10,
  status,
  diagnosedOn,
  team,
  policySet,
}: RegisteredRow): readonly string[] {
  const written = status === 'by-code' ? '' : status;
  return [birthDate, icd10, written, diagnosedOn, team, policySet].map((cell) => cell ?? '');
}

/** RFC 4180. */
function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
