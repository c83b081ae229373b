import { Command } from 'commander';
import type { Run } from '../run.ts';
import { type BacktestOptions, backtest } from './backtest.ts';

export function backtestCommand(run: Run): Command {
  return new Command('backtest')
    .summary('say who would have been paged by messages of the past')
    .description(
      'Plays messages of the past (MLLP frames, batches, one message after the other, plain or gzip, folders of them) through the functions of the pipeline, on all processors, and says what would have been paged: by day, level, team and rule, how long after the first high value, and what was not told and why. With --against, by two policies beside each other. Nothing is stored or sent. What is printed, --json and --html hold no patient data; --csv does.',
    )
    .argument('<files...>', 'files and folders of messages')
    .requiredOption('-r, --registry <file>', 'CSV of the patients with known cancer')
    .option('-c, --config <file>', 'the configuration with feeds, teams and policy')
    .option(
      '--policy <file>',
      'JSON of a policy, as `policy` of the configuration has it; what it leaves out is as configured',
    )
    .option('--against <file>', 'JSON of a second policy, to compare: what it would gain and lose')
    .option(
      '--csv <file>',
      'also write each page, entry and draw above the limit as a line. PATIENT DATA: keep it where that may be',
    )
    .option('--html <file>', 'also write the report as one HTML file with charts')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Exit codes:
  0  it was all played
  1  something could not be read, or no patient with known cancer is in the messages
  2  it could not look: arguments, configuration, registry or policy

Examples:
  $ npx calcium-alerts backtest year.hl7.gz -r registry.csv -c calcium-alerts.config.json --html report.html
  $ npx calcium-alerts backtest archive/ -r registry.csv -c calcium-alerts.config.json --against milder.json --csv pages.csv`,
    )
    .action((files: readonly string[], options: BacktestOptions) =>
      run((terminal) => backtest(files, options, terminal)),
    );
}
