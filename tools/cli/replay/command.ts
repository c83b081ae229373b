import { Command } from 'commander';
import { instantOf } from '../option-values.ts';
import type { Run } from '../run.ts';
import { withTargetOptions } from '../target.ts';
import { type ReplayOptions, replay } from './replay.ts';

export function replayCommand(run: Run): Command {
  const command = new Command('replay')
    .summary('play messages of the archive again, or say what would come of it')
    .description(
      'Queues archived messages once more: after a code map was mended, a sender was configured, or the table was restored. What is understood of them now is added, and what is new is alerted: it pages where it is younger than the policy allows (a day), and is listed where it is older. What comes twice changes nothing. --dry-run judges them by the same functions over the charts as they are, keeps and sends nothing, and says what would be paged. Nothing of a message is printed. Of a deployment the messages pass through this machine: run it where patient data may be.',
    )
    .requiredOption('--from <instant>', 'received then or later, such as 2026-11-23T04:00:00Z', instantOf)
    .option('--to <instant>', 'received then or earlier (default: now)', instantOf)
    .option('--feed <id>', 'only messages of this feed')
    .option('--dry-run', 'say what would be raised and paged, and queue nothing')
    .option(
      '--as-received',
      'after the table was restored: with their first receipts, so that what was lost pages as it did (set restoredAt first)',
    )
    .option('--json', 'print the report as JSON');
  return withTargetOptions(command)
    .addHelpText(
      'after',
      `
Exit codes:
  0  all are queued; with --dry-run, nothing would be raised
  1  with --dry-run, something would be raised
  2  not all are queued, or it could not look: do it again from the beginning

Examples:
  $ npx calcium-alerts replay --from 2026-11-20T00:00:00Z --feed riverside --dry-run
  $ npx calcium-alerts replay --from 2026-11-20T00:00:00Z --feed riverside
  $ npx calcium-alerts replay --from 2026-11-23T04:00:00Z --to 2026-11-23T09:30:00Z --as-received -d prod`,
    )
    .action((options: ReplayOptions) => run((terminal) => replay(options, terminal)));
}
