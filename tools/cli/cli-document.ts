import type { Command } from 'commander';
import { allCommands } from './all-commands.ts';
import { createProgram } from './program.ts';

/** docs/cli.md: what the program says of itself, command by command. */
export function cliDocument(): string {
  const program = createProgram(async () => {});
  return [
    '# The program `calcium-alerts`',
    'What `npx calcium-alerts` says of itself; `npm run docs:cli` writes this file.',
    ...allCommands(program).map(sectionOf),
  ].join('\n\n');
}

function sectionOf(command: Command): string {
  return `## ${pathOf(command)}\n\n\`\`\`text\n${helpOf(command).trim()}\n\`\`\`\n`;
}

/** As it is typed. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

const WIDTH = 100;

/** With what is said after it: examples and exit codes. */
function helpOf(command: Command): string {
  let text = '';
  const writeOut = (part: string): void => {
    text += part;
  };
  command.configureOutput({ writeOut, getOutHelpWidth: () => WIDTH });
  command.outputHelp();
  return text;
}
