import { Command } from 'commander';
import type { Run } from '../run.ts';
import { type CheckFeedOptions, checkFeed } from './check-feed.ts';

export function checkFeedCommand(run: Run): Command {
  return new Command('check-feed')
    .summary('say what would become of real samples of a laboratory')
    .description(
      'Reads samples of a laboratory as the pipeline would (MLLP frames, batches, one message after the other, plain or gzip, folders of them) and says what would happen: types, senders, identifiers, codes that are mapped, codes that look like calcium and are not, with the entry to paste, units, ranges, statuses, times, character sets, line ends, volumes. Nothing is stored or sent. The report holds no patient data.',
    )
    .argument('<files...>', 'files and folders of messages')
    .option('-c, --config <file>', 'the configuration with the feed; without one, every sender is unknown')
    .option(
      '-r, --registry <file>',
      'CSV of the patients with known cancer: how many of the samples are in it',
    )
    .option('--html <file>', 'also write the report as one HTML file with charts')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Exit codes:
  0  no calcium would be missed
  1  calcium would be missed, or something could not be read
  2  it could not look: arguments, configuration or registry

Examples:
  $ npx calcium-alerts check-feed samples/
  $ npx calcium-alerts check-feed day.hl7.gz -c calcium-alerts.config.json -r registry.csv --html report.html`,
    )
    .action((files: readonly string[], options: CheckFeedOptions) =>
      run((terminal) => checkFeed(files, options, terminal)),
    );
}
