import { Command } from 'commander';
import { CannotRunError, EXIT } from '../exit-codes.ts';
import type { Run } from '../run.ts';
import { checkConfig } from './check-config.ts';

const SITE_CONFIG = 'calcium-alerts.config.json';

export function configCommand(run: Run): Command {
  return new Command('config')
    .summary('check a configuration')
    .description('The configuration of teams, feeds and policies: calcium-alerts.config.json.')
    .addCommand(checkCommand(run));
}

function checkCommand(run: Run): Command {
  return new Command('check')
    .summary('say whether a configuration holds')
    .description(
      'Checks a configuration file and the calendars beside it, and says who is on call in the next four weeks where a team has a rota.',
    )
    .argument('[file]', 'the configuration', SITE_CONFIG)
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Exit codes:
  0  it holds
  1  it does not: each fault on a line, "path: what is wrong; what to do"
  2  it cannot be read

Examples:
  $ npx calcium-alerts config check
  $ npx calcium-alerts config check tools/samples/calcium-alerts.config.json`,
    )
    .action((file: string, { json = false }: { readonly json?: boolean }) =>
      run(async (terminal) => {
        const { is, lines } = checkConfig(file, terminal.now());
        if (is === 'unreadable') throw new CannotRunError(lines.join('\n'));
        terminal.print(
          json ? JSON.stringify({ holds: is === 'holding', lines }, undefined, 2) : lines.join('\n'),
        );
        return is === 'holding' ? EXIT.ok : EXIT.amiss;
      }),
    );
}
