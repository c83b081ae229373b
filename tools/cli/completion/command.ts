import { Argument, Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import type { Run } from '../run.ts';
import { completedCommands } from './completed-command.ts';
import { completionScript, SHELLS, type Shell } from './shells.ts';

/** Of the program that it is a command of. */
export function completionCommand(run: Run, program: () => Command): Command {
  return new Command('completion')
    .summary('print the script by which a shell completes this program')
    .description(
      'Prints a script for bash, zsh or fish that completes commands, options and files of calcium-alerts. It completes the name calcium-alerts: after npx, an alias of that name is needed.',
    )
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(SHELLS))
    .addHelpText(
      'after',
      `
Exit codes:
  0  printed
  2  no such shell

Examples:
  $ alias calcium-alerts='npx calcium-alerts'
  $ source <(npx calcium-alerts completion bash)
  $ source <(npx calcium-alerts completion zsh)
  $ npx calcium-alerts completion fish > ~/.config/fish/completions/calcium-alerts.fish`,
    )
    .action((shell: Shell) =>
      run(async (terminal) => {
        terminal.print(completionScript(shell, completedCommands(program())).trimEnd());
        return EXIT.ok;
      }),
    );
}
