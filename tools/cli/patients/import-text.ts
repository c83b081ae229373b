import type { PatientOfRegistry, RegisteredRow } from '../../../shared/intake/register-patients.ts';
import type { RegistryDifferences } from '../../../shared/intake/registry-differences.ts';

export type ImportReport = {
  readonly path: string;
  readonly rows: number;
  /** Of a bundle: what was left out, and how often. */
  readonly leftOut: ReadonlyMap<string, number>;
  readonly differences: RegistryDifferences;
  readonly prune: boolean;
  readonly dryRun: boolean;
  readonly unknownTeams: readonly string[];
  /** What was done; absent in a dry run. */
  readonly done?: { readonly patients: number; readonly raised: number; readonly paged: number };
};

/** What an import changes, for a terminal; who it is only where it is revealed. */
export function importText(report: ImportReport, isRevealed: boolean): string {
  const { path, rows, leftOut, differences, prune, unknownTeams } = report;
  const { added, changed, same, absent } = differences;
  const left = [...leftOut].map(([why, count]) => `  left out   ${count} ${why}`);
  const teams = unknownTeams.map(
    (team) => `  LOOK       team ${team} is not configured: its patients get the fallback team`,
  );
  return [
    `${path}: ${rows} rows`,
    ...left,
    `  new        ${added.length}`,
    ...(isRevealed ? added.map((after) => `    ${patientText(after)}`) : []),
    `  changed    ${changed.length}`,
    ...(isRevealed
      ? changed.map(({ before, after }) => `    ${patientText(before)} → ${rowsText(after)}`)
      : []),
    `  unchanged  ${same}`,
    `  not in it  ${absent.length}${prune ? ', taken out by --prune' : ': they stay; --prune takes them out'}`,
    ...(isRevealed ? absent.map((before) => `    ${patientText(before)}`) : []),
    ...teams,
    endLine(report),
  ].join('\n');
}

function endLine({ done, dryRun }: ImportReport): string {
  if (dryRun || done === undefined) return 'Dry run: nothing was changed.';
  const { patients, raised, paged } = done;
  return `${patients} patients loaded and judged: ${raised} alerts raised, ${paged} handed over to their teams.`;
}

/** Counts; patients only where they are revealed. */
export function importJson(report: ImportReport, isRevealed: boolean): string {
  const { differences, leftOut, ...rest } = report;
  const { added, changed, same, absent } = differences;
  const counts = { added: added.length, changed: changed.length, same, absent: absent.length };
  const patients = isRevealed ? { patients: { added, changed, absent } } : {};
  return JSON.stringify(
    { ...rest, leftOut: Object.fromEntries(leftOut), ...counts, ...patients },
    undefined,
    2,
  );
}

function patientText(registered: PatientOfRegistry): string {
  const { authority, id } = registered.patient;
  return `${id} of ${authority || 'no authority'}: ${rowsText(registered)}`;
}

function rowsText({ rows }: Pick<PatientOfRegistry, 'rows'>): string {
  return rows.map(rowText).join('; ');
}

function rowText({ icd10, status, diagnosedOn, team, policySet }: RegisteredRow): string {
  const parts = [icd10, status, diagnosedOn, team, policySet].map((part) => part ?? '');
  return parts.filter((part) => part !== '').join(' ');
}
