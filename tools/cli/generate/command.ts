import { once } from 'node:events';
import { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import type { Run } from '../run.ts';
import { type GenerateOptions, generate, type Write } from './generate.ts';
import { plannedBy } from './plan-options.ts';

export function generateCommand(run: Run): Command {
  const command = new Command('generate')
    .summary('write the messages of a synthetic hospital, with its registry')
    .description(
      'Writes what two laboratories of an invented hospital send, day by day: metabolic panels, blood counts, single tests, admissions, and among the patients with cancer the courses of the bundled day (calcium that rises, returns, is corrected, comes late). One laboratory sends LOINC codes and mg/dL, the other its own codes and mmol/L. Beside the messages it writes the registry and the configuration that fit. Nobody in it exists. The same options give the same bytes.',
    )
    .requiredOption('-o, --out <folder>', 'a new folder; - writes the messages to the output')
    .option('-r, --registry <file>', 'where the registry goes (default: registry.csv in the folder)')
    .option('--json', 'print what was written as JSON');
  return plannedBy(command)
    .addHelpText(
      'after',
      `
Exit codes:
  0  written
  2  could not be written

Examples:
  $ npx calcium-alerts generate --out hospital
  $ npx calcium-alerts generate --seed 7 --patients 20000 --days 30 --out hospital
  $ npx calcium-alerts generate --days 1 --registry registry.csv --out - | gzip > day.hl7.gz`,
    )
    .action((options: GenerateOptions) => run((terminal) => generate(options, terminal, toOutput)));
}

/** Whoever has read enough (`| head`) closes the output: then there is nothing left to do. */
const toOutput: Write = async (text) => {
  if (!process.stdout.writable) process.exit(EXIT.ok);
  if (process.stdout.write(text)) return;
  await once(process.stdout, 'drain').catch(() => process.exit(EXIT.ok));
};
