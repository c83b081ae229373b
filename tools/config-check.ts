import { parseArgs } from 'node:util';
import { systemClock } from '../shared/runtime/clock.ts';
import { checkConfig } from './cli/config/check-config.ts';

const HELP = `Usage: npm run config:check -- [FILE]

Checks a configuration file (calcium-alerts.config.json when none is named).
Says who is on call for the next four weeks, where a team has a rota.
Exit 0: it holds. Exit 1: every fault on a line, "path: what is wrong; what to do".

  --help   show this text
`;

/** Prints what holds or what does not; returns the exit code. */
function check(file: string): number {
  const { is, lines } = checkConfig(file, systemClock.now());
  if (is === 'holding') console.log(lines.join('\n'));
  else console.error(lines.join('\n'));
  return is === 'holding' ? 0 : 1;
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
