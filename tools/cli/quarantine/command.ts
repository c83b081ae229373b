import { Command, InvalidArgumentError } from 'commander';
import { wholeFrom } from '../option-values.ts';
import type { Run } from '../run.ts';
import { withTargetOptions } from '../target.ts';
import {
  type ListOptions,
  listQuarantine,
  type RetryOptions,
  retryQuarantined,
  type ShowOptions,
  showQuarantined,
} from './quarantine.ts';

export function quarantineCommand(run: Run): Command {
  return new Command('quarantine')
    .summary('messages that could not be processed: list, show, queue again')
    .description(
      'Messages that could not be processed lie in quarantine with their bytes. What they hold is printed only by show --reveal, which the audit trail records.',
    )
    .addCommand(listCommand(run))
    .addCommand(showCommand(run))
    .addCommand(retryCommand(run));
}

function listCommand(run: Run): Command {
  const command = new Command('list')
    .summary('what lies in quarantine')
    .description('Lists the messages that lie in quarantine and were not queued again, the newest first.');
  return withTargetOptions(withWhich(command))
    .option('--retried', 'also those that were queued again')
    .option('--most <count>', 'show so many', wholeFrom(1), 100)
    .option('--json', 'print the list as JSON')
    .addHelpText(
      'after',
      `
Exit codes:
  0  nothing lies there that was not queued again
  1  something does
  2  it could not look

Examples:
  $ npx calcium-alerts quarantine list
  $ npx calcium-alerts quarantine list --reason no-patient-identifier --from 2026-11-20 -d prod`,
    )
    .action((options: ListOptions) => run((terminal) => listQuarantine(options, terminal)));
}

function showCommand(run: Run): Command {
  const command = new Command('show')
    .summary('what one of them is like')
    .description('Shows reason, feed, size, segments and character set of a message in quarantine.')
    .argument('<id>', 'as list has it')
    .option('--reveal', 'also print the message; who does is recorded first')
    .option('--json', 'print it as JSON');
  return withTargetOptions(command)
    .addHelpText(
      'after',
      `
Exit codes:
  0  shown
  2  there is no such message, or it could not look

Examples:
  $ npx calcium-alerts quarantine show 6Yw0bXJk3n2Lr8sQvT1mZa
  $ npx calcium-alerts quarantine show 6Yw0bXJk3n2Lr8sQvT1mZa --reveal`,
    )
    .action((id: string, options: ShowOptions) => run((terminal) => showQuarantined(id, options, terminal)));
}

function retryCommand(run: Run): Command {
  const command = new Command('retry')
    .summary('queue them again, once the cause is mended')
    .description(
      'Queues messages of quarantine again. What is new in them pages where it is younger than the policy allows (a day), and is listed where it is older. --dry-run says what would be paged, and queues nothing.',
    )
    .argument('[ids...]', 'as list has them');
  return withTargetOptions(withWhich(command))
    .option('--all', 'instead of ids: all of these that were not queued again')
    .option('--dry-run', 'say what would come of it, and queue nothing')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Exit codes:
  0  queued again; with --dry-run, looked at
  1  one that was named is not there
  2  it could not be done

Examples:
  $ npx calcium-alerts quarantine retry --all --reason sender-not-allowed --dry-run
  $ npx calcium-alerts quarantine retry 6Yw0bXJk3n2Lr8sQvT1mZa`,
    )
    .action((ids: readonly string[], options: RetryOptions) =>
      run((terminal) => retryQuarantined(ids, options, terminal)),
    );
}

function withWhich(command: Command): Command {
  return command
    .option('--reason <code>', 'set aside for this reason (docs/operations.md)')
    .option('--feed <id>', 'of this feed')
    .option('--from <day>', 'received on this day (UTC) or later', dayOf)
    .option('--to <day>', 'received on this day (UTC) or earlier', dayOf);
}

function dayOf(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InvalidArgumentError('Give a day such as 2026-11-23.');
}
