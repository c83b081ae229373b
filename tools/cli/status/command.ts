import { Command } from 'commander';
import { above0 } from '../option-values.ts';
import type { Run } from '../run.ts';
import { withTargetOptions } from '../target.ts';
import { type StatusOptions, status, watchingIn } from './status.ts';

export function statusCommand(run: Run): Command {
  const command = new Command('status')
    .summary('how the pipeline does: feeds, queue, dead letters, alerts, sweep')
    .description(
      'Says of each feed when it was last heard, how many of its messages of results held calcium, and how many calcium that nobody has mapped; what waits in the queue and among the dead letters; which alerts nobody has answered (of the newest 400 of each team), and which are not sent; when the sweep ran last; and what somebody has to act on. On this machine messages are counted since it was started, in AWS over the last 24 hours. No patient data.',
    )
    .option('--watch [seconds]', 'again and again, until you stop it (every 10 s)', above0)
    .option('--json', 'print it as JSON, with --watch a line each');
  return withTargetOptions(command)
    .addHelpText(
      'after',
      `
Exit codes:
  0  nothing is amiss
  1  somebody has to act: what on, is said last
  2  it could not look

Examples:
  $ npx calcium-alerts status
  $ npx calcium-alerts status --watch
  $ npx calcium-alerts status --watch 60 --deployment prod --region eu-west-2`,
    )
    .action((options: StatusOptions) =>
      run((terminal) => status(options, terminal, watchingIn(process.stdout.isTTY === true))),
    );
}
