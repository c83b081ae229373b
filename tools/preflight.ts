import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../shared/runtime/clock.ts';
import { whyAws } from './cli/deployed-target.ts';
import { loadSiteConfig } from './cli/site-files.ts';
import { createClients } from './preflight/clients.ts';
import { lookOver } from './preflight/look-over.ts';
import { exitCodeOf, report } from './preflight/report.ts';

const HELP = `Looks at a deployment before it goes live: would a page reach everybody it should?

Usage: npm run preflight -- --deployment NAME [options]

  --deployment NAME   the environment, and the cell if there are several: dev, prod, prod-north
  --config FILE       the configuration that was deployed  (default calcium-alerts.config.json)
  --region REGION     where it is deployed                 (default as the AWS tools find it)
  --send-test-page    send every team a page that says it is a test, after asking
  --yes               do not ask
  --json              print the findings as JSON
  --help              this text

Prints a line for each finding: OK, WARN or FAIL, and what to do. Of telephone numbers it shows two digits.
Exit 0: nothing fails. Exit 1: something would keep a page from somebody. Exit 2: it could not look.
`;

const OPTIONS = {
  deployment: { type: 'string' },
  config: { type: 'string', default: 'calcium-alerts.config.json' },
  region: { type: 'string' },
  'send-test-page': { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

async function run(options: Options): Promise<number> {
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (!options.deployment) throw new Error('--deployment: missing; name one, such as dev or prod');
  const now = systemClock.now();
  const config = await loadSiteConfig(options.config);
  const clients = createClients(options.region ? { region: options.region } : {});
  const agree = async (teams: number): Promise<boolean> =>
    options['send-test-page'] && (options.yes || (await agreed(teams)));
  const findings = await lookOver({ clients, deployment: options.deployment, config, now, agree });
  console.log(options.json ? JSON.stringify(findings, null, 2) : report(findings));
  return exitCodeOf(findings);
}

async function agreed(teams: number): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(
      `Send a test page to everybody who hears of critical pages of ${teams} teams? Type yes: `,
    );
    return answer.trim() === 'yes';
  } finally {
    terminal.close();
  }
}

async function main(): Promise<number> {
  try {
    return await run(parseArgs({ options: OPTIONS }).values);
  } catch (error) {
    const fault = error instanceof Error ? error.message : 'unknown fault';
    console.error(`preflight: ${whyAws(error) ?? fault}`);
    return 2;
  }
}

process.exitCode = await main();
