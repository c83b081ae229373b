import type { CompletedCommand, CompletedOption } from './completed-command.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script by which a shell completes the program. */
export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  switch (shell) {
    case 'bash':
      return bashScript(commands);
    case 'zsh':
      return zshScript(commands);
    case 'fish':
      return fishScript(commands);
  }
}

const pathText = ({ path }: CompletedCommand): string => path.join(' ');
const flagsOf = ({ short, long }: CompletedOption): readonly string[] =>
  short === undefined ? [long] : [short, long];
/** In single quotes of any of the shells; their own escape is not the same, so none is needed. */
const quoted = (text: string): string => `'${text.replaceAll("'", '’')}'`;

/** The paths below the program itself, as patterns of a case. */
function pathPatterns(commands: readonly CompletedCommand[]): string {
  const below = commands.filter(({ path }) => path.length > 1);
  return below.map((command) => quoted(pathText(command))).join(' | ');
}

function bashScript(commands: readonly CompletedCommand[]): string {
  const cases = commands.map((command) => {
    const words = command.commands.map(({ name }) => name).join(' ');
    const flags = command.options.flatMap(flagsOf).join(' ');
    return `    ${quoted(pathText(command))}) words=${quoted(words)} flags=${quoted(flags)} ;;`;
  });
  return `# bash completion of calcium-alerts. Where nothing else fits it completes files.
_calcium_alerts() {
  local at=calcium-alerts words= flags= current="\${COMP_WORDS[COMP_CWORD]}" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${pathPatterns(commands)}) at="$at \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at" in
${cases.join('\n')}
  esac
  [[ $current == -* ]] && words=$flags
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _calcium_alerts calcium-alerts
`;
}

function zshScript(commands: readonly CompletedCommand[]): string {
  const described = (name: string, text: string) => quoted(`${name}:${text.replaceAll(':', ' ')}`);
  const cases = commands.map((command) => {
    const words = command.commands.map(({ name, summary }) => described(name, summary));
    const flags = command.options.flatMap((option) =>
      flagsOf(option).map((flag) => described(flag, option.description)),
    );
    return `    (${quoted(pathText(command))})\n      words_=(${words.join(' ')})\n      flags_=(${flags.join(' ')}) ;;`;
  });
  return `#compdef calcium-alerts
# zsh completion of calcium-alerts. Where nothing else fits it completes files.
_calcium_alerts() {
  local at=calcium-alerts i
  local -a words_ flags_
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      (${pathPatterns(commands)}) at="$at \${words[i]}" ;;
    esac
  done
  case "$at" in
${cases.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option flags_
  elif (( $#words_ )); then
    _describe command words_
  else
    _files
  fi
}
compdef _calcium_alerts calcium-alerts
`;
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => {
    const condition = fishCondition(command);
    const words = command.commands.map(
      ({ name, summary }) => `complete -c calcium-alerts -n ${condition} -f -a ${name} -d ${quoted(summary)}`,
    );
    return [...words, ...command.options.map((option) => fishOption(option, condition))];
  });
  return `# fish completion of calcium-alerts. Where nothing else fits it completes files.\n${lines.join('\n')}\n`;
}

/** Every word of its path is there, and none of the commands below it. */
function fishCondition({ path, commands }: CompletedCommand): string {
  const there = path.slice(1).map((word) => `__fish_seen_subcommand_from ${word}`);
  const below = commands.map(({ name }) => name).join(' ');
  const none = below === '' ? [] : [`not __fish_seen_subcommand_from ${below}`];
  return quoted([...there, ...none].join('; and '));
}

function fishOption({ short, long, description, takesValue }: CompletedOption, condition: string): string {
  const shortFlag = short === undefined ? '' : ` -s ${short.slice(1)}`;
  return `complete -c calcium-alerts -n ${condition}${shortFlag} -l ${long.slice(2)}${takesValue ? ' -r' : ''} -d ${quoted(description)}`;
}
