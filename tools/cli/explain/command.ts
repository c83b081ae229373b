import { Command } from 'commander';
import { instantOf } from '../option-values.ts';
import type { Run } from '../run.ts';
import { withTargetOptions } from '../target.ts';
import { type ExplainOptions, explain } from './explain.ts';

export function explainCommand(run: Run): Command {
  const command = new Command('explain')
    .summary('say in plain words why something was alerted, or why not')
    .description(
      'Of an alert: the judgement behind it, its flags, who was paged at which step, and the answer, from where it is stored. Of files of messages: what the pipeline would make of each message: its fate, whether the patient is known, each observation that was kept or why it was not, its unit, what is graded, by which rule, and whom it would page; the messages before it in the files are its history. Nothing is stored or sent but, with --reveal, who was shown an alert.',
    )
    .argument('[alerts or files...]', 'ids of alerts, links of pages, or files and folders of messages')
    .option(
      '--control-id <id>',
      'messages of the archive by MSH-10, judged by the registry there and without older results',
    )
    .option('--from <instant>', 'of the archive: received then or later (default: two days ago)', instantOf)
    .option('--to <instant>', 'of the archive: received then or earlier (default: now)', instantOf)
    .option(
      '--reveal',
      'also say whose it is and what was measured; of a stored alert the audit trail records it',
    )
    .option(
      '-r, --registry <file>',
      'for files: CSV of the patients with known cancer; without it, everybody is taken to have one',
    )
    .option('--json', 'print each alert or message as JSON, one a line');
  return withTargetOptions(command)
    .addHelpText(
      'after',
      `
For files, -c is the configuration by which they are read; without one, every sender is unknown.

Exit codes:
  0  it is explained
  1  a file or message could not be read
  2  it could not look: arguments, configuration, no such alert, or nothing answers there

Examples:
  $ npx calcium-alerts explain yn5b7ehmzkmmm63u
  $ npx calcium-alerts explain http://127.0.0.1:8080/a/yn5b7ehmzkmmm63u --reveal
  $ npx calcium-alerts explain yn5b7ehmzkmmm63u --deployment prod --region eu-west-2
  $ npx calcium-alerts explain --control-id MSG00001 --from 2026-11-20T00:00:00Z
  $ npx calcium-alerts explain sample.hl7 -c calcium-alerts.config.json -r registry.csv`,
    )
    .action((named: readonly string[], options: ExplainOptions) =>
      run((terminal) => explain(named, options, terminal)),
    );
}
