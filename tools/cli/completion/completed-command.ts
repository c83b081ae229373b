import type { Command, Option } from 'commander';

/** What may follow one command on its command line. */
export type CompletedCommand = {
  /** As it is typed: `calcium-alerts patients import`. */
  readonly path: readonly string[];
  /** Commands below it, or what its argument may be. */
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly CompletedOption[];
};

export type CompletedOption = {
  readonly short: string | undefined;
  readonly long: string;
  readonly description: string;
  readonly takesValue: boolean;
};

/** A program, command by command, each before those below it. */
export function completedCommands(
  command: Command,
  above: readonly string[] = [],
): readonly CompletedCommand[] {
  const path = [...above, command.name()];
  const help = command.createHelp();
  const below = help.visibleCommands(command).map((one) => ({
    name: one.name(),
    summary: firstLine(help.subcommandDescription(one)),
  }));
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const commands = [...below, ...choices.map((name) => ({ name, summary: '' }))];
  const options = help.visibleOptions(command).map(completedOption);
  return [{ path, commands, options }, ...command.commands.flatMap((one) => completedCommands(one, path))];
}

function completedOption({ short, long, description, required, optional }: Option): CompletedOption {
  return {
    short,
    long: long ?? '',
    description: firstLine(description),
    takesValue: required || optional,
  };
}

const LONGEST = 70;

/** Enough to choose by. */
function firstLine(text: string): string {
  const [first = ''] = text.split(/[:;(]|\. /);
  return first.trim().slice(0, LONGEST);
}
