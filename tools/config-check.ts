import { parseArgs } from 'node:util';
import { systemClock } from '../shared/runtime/clock.ts';
import { readConfigFile } from '../shared/runtime/config-file.ts';
import { ConfigurationError } from '../shared/runtime/errors.ts';
import { checkRotas } from './preflight/check-rota.ts';

const HELP = `Usage: npm run config:check -- [FILE]

Checks a configuration file (calcium-alerts.config.json when none is named).
Says who is on call for the next four weeks, where a team has a rota.
Exit 0: it holds. Exit 1: every fault on a line, "path: what is wrong; what to do".

  --help   show this text
`;

/** Prints what holds or what does not; returns the exit code. */
function check(file: string): number {
  try {
    const now = systemClock.now();
    const config = readConfigFile(file, now);
    console.log(`${file} holds: ${config.teams.length} teams, ${config.feeds.length} feeds`);
    for (const { text } of checkRotas(config, now)) console.log(text);
    return 0;
  } catch (error) {
    console.error(explain(file, error));
    return 1;
  }
}

function explain(file: string, error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
  return `${file}: cannot be read (${code}); name an existing file`;
}

function main(): number {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    return check(positionals[0] ?? 'calcium-alerts.config.json');
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'unreadable arguments');
    return 1;
  }
}

process.exitCode = main();
