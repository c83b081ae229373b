import { writeFile } from 'node:fs/promises';
import { registrationClass } from '../../../shared/clinical/cancer.ts';
import { CANCER_CLASSES } from '../../../shared/clinical/cancer-class.ts';
import type { PatientOfRegistry } from '../../../shared/intake/register-patients.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { whyUnwritable } from '../messages/list-files.ts';
import { onTarget, type TargetOptions } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { registryCsv } from './registry-csv.ts';
import { registrySite } from './registry-site.ts';

export type ListOptions = TargetOptions & { readonly reveal?: boolean; readonly json?: boolean };

/** How many the registry has, by class of cancer, team and authority; who they are only where it is asked for. */
export async function listPatients(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const { reveal = false, json = false } = options;
  const standing = await standingOf(options, terminal);
  const counts = {
    patients: standing.length,
    classes: tally(standing.map(classOf)),
    teams: tally(standing.map(({ rows }) => rows.find(({ team }) => team)?.team ?? '(none)')),
    authorities: tally(standing.map(({ patient }) => patient.authority || '(none)')),
  };
  if (json) {
    terminal.print(JSON.stringify({ ...counts, ...(reveal && { registered: standing }) }, undefined, 2));
  } else {
    terminal.print(countsText(counts));
    if (reveal) terminal.print(`\n${registryCsv(standing)}`);
  }
  return EXIT.ok;
}

/** Writes the registry as the file that `patients import` reads; `-` is the terminal. */
export async function exportPatients(
  path: string,
  options: TargetOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const standing = await standingOf(options, terminal);
  const csv = registryCsv(standing);
  if (path === '-') {
    terminal.print(csv.trimEnd());
    return EXIT.ok;
  }
  try {
    await writeFile(path, csv, { mode: 0o600 });
  } catch (error) {
    throw new CannotRunError(`${path} ${whyUnwritable(error)}`);
  }
  terminal.tell(`${path}: ${standing.length} patients. It holds patient data.`);
  return EXIT.ok;
}

async function standingOf(options: TargetOptions, terminal: Terminal): Promise<readonly PatientOfRegistry[]> {
  return onTarget(options, async (target) => (await registrySite(target, terminal)).standing());
}

/** The weightiest of the rows. */
function classOf({ rows }: PatientOfRegistry): string {
  const classes = rows.map(registrationClass);
  return CANCER_CLASSES.find((one) => classes.includes(one)) ?? 'none';
}

type Counts = Readonly<Record<string, number>>;

function tally(names: readonly string[]): Counts {
  const groups = Map.groupBy(names, (name) => name);
  const counted = Array.from(groups, ([name, all]) => [name, all.length] as const);
  return Object.fromEntries(counted.sort(([, a], [, b]) => b - a));
}

function countsText({
  patients,
  ...kinds
}: Record<'classes' | 'teams' | 'authorities', Counts> & { patients: number }): string {
  const lines = Object.entries(kinds).map(([kind, counts]) => {
    const listed = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
    return `  ${kind.padEnd(12)} ${listed.join(', ') || 'none'}`;
  });
  return [`${patients} patients in the registry`, ...lines].join('\n');
}
