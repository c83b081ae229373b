import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** A command was called with what it does not take. Its message is one line without a full stop. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Exit code of a command that was called wrongly, or could not tell; that of one that found something is 1. */
export const COULD_NOT_TELL = 2;

const HELP_OPTION = { help: { type: 'boolean', short: 'h', default: false } } as const;

export type Command<Options extends ParseArgsOptionsConfig> = {
  /** As after `npm run`. */
  readonly name: string;
  readonly help: string;
  /** Without `--help`, which every command has. */
  readonly options: Options;
  readonly takesFiles?: boolean;
};

type Given<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options & typeof HELP_OPTION; allowPositionals: true }>
>;

/**
 * Runs a command with what it was called with, or prints its help. What it does not take is answered by one line that
 * says where help is, and `COULD_NOT_TELL`. Any other error passes through.
 */
export async function runCommand<const Options extends ParseArgsOptionsConfig>(
  command: Command<Options>,
  run: (values: Given<Options>['values'], files: readonly string[]) => Promise<void> | void,
): Promise<void> {
  try {
    const { values, positionals } = read(command);
    if (isHelpAsked(values)) console.log(command.help.trimEnd());
    else await run(values, positionals);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${command.name}: ${error.message}: see npm run ${command.name} -- --help`);
    process.exitCode = COULD_NOT_TELL;
  }
}

const isHelpAsked = (values: { readonly help?: unknown }): boolean => values.help === true;

function read<const Options extends ParseArgsOptionsConfig>({
  options,
  takesFiles = false,
}: Command<Options>): Given<Options> {
  try {
    return parseArgs({ options: { ...options, ...HELP_OPTION }, allowPositionals: takesFiles });
  } catch (error) {
    throw new UsageError(firstSentence(error));
  }
}

/** The rest of what Node says is about arguments that begin with a dash, over several lines. */
function firstSentence(error: unknown): string {
  const [said = ''] = (error instanceof Error ? error.message : String(error)).split(/\.?\s*\n|\. /);
  return said;
}

/** @throws UsageError where the text is no whole number from `least` on. */
export function wholeNumber(option: string, text: string, least = 0): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError(`${option} takes a whole number from ${least}, not "${text}"`);
}

/** @throws UsageError where the text is none of these. */
export function oneOf<const Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === text);
  if (found === undefined)
    throw new UsageError(`${option} takes one of ${choices.join(', ')}, not "${text}"`);
  return found;
}

/** @throws UsageError where the text is no number above 0. */
export function numberAbove0(option: string, text: string): number {
  const number = Number(text);
  if (number > 0 && number < Number.POSITIVE_INFINITY) return number;
  throw new UsageError(`${option} takes a number above 0, not "${text}"`);
}
