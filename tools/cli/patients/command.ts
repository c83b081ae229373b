import { Command, InvalidArgumentError } from 'commander';
import type { Run } from '../run.ts';
import { type TargetOptions, withTargetOptions } from '../target.ts';
import { type ImportOptions, importPatients } from './import-patients.ts';
import { exportPatients, type ListOptions, listPatients } from './list-patients.ts';

const EXIT_CODES = `
Exit codes:
  0  done
  2  it could not be done: arguments, file, or nothing answers there`;

export function patientsCommand(run: Run): Command {
  return new Command('patients')
    .summary('bring in, list or write out the patients with known cancer')
    .description('The registry of a running npm start, of its data folder, or of a deployment in AWS.')
    .addCommand(importCommand(run))
    .addCommand(listCommand(run))
    .addCommand(exportCommand(run));
}

function importCommand(run: Run): Command {
  const command = new Command('import')
    .summary('bring the registry to what a file says')
    .description(
      'Reads patients with known cancer from a CSV file (assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team[,policy_set]) or from a FHIR R4 bundle of Condition and Patient resources, compares them with the registry and loads what is new or changed. Nobody is taken out without --prune. Everybody whom it concerns is judged at once: what was collected in the last days may page.',
    )
    .argument('<file>', 'CSV or FHIR bundle')
    .option('--dry-run', 'say what would be changed, and change nothing')
    .option('--prune', 'take out whom the file does not have: diagnoses of messages stay')
    .option('--yes', 'with --prune, although it takes out more than a fifth')
    .option('--reveal', 'say who is new, changed or not in the file: patient data')
    .option('--json', 'print what is changed as JSON')
    .option(
      '--authority <system=name>',
      'of a bundle: the assigning authority in the laboratories’ messages for a system of identifiers; may be repeated',
      authorityOf,
    )
    .option('--team <id>', 'of a bundle: the team of everybody in it');
  return withTargetOptions(command)
    .addHelpText(
      'after',
      `
Exit codes:
  0  done, or a dry run that finds nothing to do
  1  a dry run that finds something to do
  2  it could not be done: arguments, file, or nothing answers there

Examples:
  $ npx calcium-alerts patients import registry.csv --dry-run
  $ npx calcium-alerts patients import registry.csv --prune --deployment prod --region eu-west-2
  $ npx calcium-alerts patients import bundle.json --authority urn:oid:1.2.3=RIVERSIDE --team lung-oncology`,
    )
    .action((file: string, options: ImportOptions) =>
      run((terminal) => importPatients(file, options, terminal)),
    );
}

function authorityOf(
  text: string,
  before: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('give SYSTEM=AUTHORITY.');
  return new Map([...before, [text.slice(0, at), text.slice(at + 1)]]);
}

function listCommand(run: Run): Command {
  const command = new Command('list')
    .summary('count the patients by class of cancer, team and authority')
    .description(
      'Counts the patients of the registry. In AWS it reads the whole table, which costs as much as that is large.',
    )
    .option('--reveal', 'also say who they are: patient data')
    .option('--json', 'print it as JSON');
  return withTargetOptions(command)
    .addHelpText(
      'after',
      `${EXIT_CODES}\n\nExamples:\n  $ npx calcium-alerts patients list\n  $ npx calcium-alerts patients list --data-dir .local --json`,
    )
    .action((options: ListOptions) => run((terminal) => listPatients(options, terminal)));
}

function exportCommand(run: Run): Command {
  const command = new Command('export')
    .summary('write the registry as a file that patients import reads')
    .description(
      'Writes the patients of the registry as CSV, readable to this user alone. The file holds patient data.',
    )
    .argument('<file>', 'where to; - is the terminal');
  return withTargetOptions(command)
    .addHelpText(
      'after',
      `${EXIT_CODES}\n\nExamples:\n  $ npx calcium-alerts patients export registry.csv\n  $ npx calcium-alerts patients export - --deployment prod --region eu-west-2`,
    )
    .action((file: string, options: TargetOptions) =>
      run((terminal) => exportPatients(file, options, terminal)),
    );
}
