import { Command } from 'commander';
import { askDeployed } from '../../rejudge/ask-deployed.ts';
import type { Ask } from '../../rejudge/ask-local.ts';
import { portionSchema } from '../../rejudge/portion.ts';
import { isAmiss, rejudgeAll } from '../../rejudge/rejudge-all.ts';
import { report } from '../../rejudge/report.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Run } from '../run.ts';
import { onTarget, type Target, type TargetOptions, withTargetOptions } from '../target.ts';
import type { Terminal } from '../terminal.ts';

type RejudgeOptions = TargetOptions & { readonly dryRun?: boolean; readonly json?: boolean };

export function rejudgeCommand(run: Run): Command {
  const command = new Command('rejudge')
    .summary('judge everybody again from the facts, and say which alerts are missing')
    .description(
      'Judges everybody with a chart or known cancer again, as the pipeline does each night, and says which alerts are missing. It asks the running pipeline. Without --dry-run what was missed is raised and paged as if its message had just been judged; what is left apart (an earlier policy, too old) is not, unless the same patient is owed something else.',
    )
    .option('--dry-run', 'say what is missing, and raise and page nothing')
    .option('--json', 'print it as JSON');
  return withTargetOptions(command)
    .addHelpText(
      'after',
      `
Exit codes:
  0  nothing was missing
  1  something was, or a chart could not be judged
  2  it could not look

Examples:
  $ npx calcium-alerts rejudge --dry-run
  $ npx calcium-alerts rejudge --deployment prod --region eu-west-2`,
    )
    .action((options: RejudgeOptions) => run((terminal) => rejudge(options, terminal)));
}

async function rejudge(options: RejudgeOptions, terminal: Terminal): Promise<ExitCode> {
  const { dryRun = false, json = false } = options;
  const tally = await onTarget(options, async (target) =>
    rejudgeAll(await askOf(target), dryRun, (charts) => terminal.tell(`${charts} charts so far`)),
  );
  terminal.print(json ? JSON.stringify({ dryRun, ...tally }, undefined, 2) : report(tally, dryRun));
  return isAmiss(tally) ? EXIT.amiss : EXIT.ok;
}

async function askOf(target: Target): Promise<Ask> {
  if (target.is === 'deployed') return askDeployed(target.deployment, target.settings.region);
  return async (command) => portionSchema.parse(await target.post('/rejudge', command));
}
