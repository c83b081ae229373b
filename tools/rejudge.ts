import { parseArgs } from 'node:util';
import { whyAws } from './cli/deployed-target.ts';
import { askDeployed } from './rejudge/ask-deployed.ts';
import { askLocal } from './rejudge/ask-local.ts';
import { isAmiss, rejudgeAll } from './rejudge/rejudge-all.ts';
import { report } from './rejudge/report.ts';

const HELP = `Judges everybody with a chart or known cancer again from the facts, and says which alerts are missing.

Usage: npm run rejudge -- [options]

  --dry-run          say what is missing, and raise and page nothing
  --http-port PORT   of \`npm start\` running on this machine  (default 8080)
  --deployment NAME  in AWS instead: dev, prod, prod-north
  --region REGION    where that is deployed                  (default as the AWS tools find it)
  --help             this text

It asks the running pipeline, which opens its data folder or table itself. Without --dry-run what was missed is
raised and paged as if its message had just been judged; what is left apart (an earlier policy, too old) is not, unless
the same patient is owed something else.
Exit 0: nothing was missing. Exit 1: something was, or a chart could not be judged. Exit 2: it could not look.
`;

const OPTIONS = {
  'dry-run': { type: 'boolean', default: false },
  'http-port': { type: 'string', default: '8080' },
  deployment: { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { deployment, region, 'dry-run': dryRun, 'http-port': httpPort } = values;
  const ask = deployment === undefined ? askLocal(httpPort) : await askDeployed(deployment, region);
  const tally = await rejudgeAll(ask, dryRun, (charts) => console.error(`${charts} charts so far`));
  console.log(report(tally, dryRun));
  return isAmiss(tally) ? 1 : 0;
}

async function main(): Promise<number> {
  try {
    return await run(process.argv.slice(2));
  } catch (error) {
    const fault = error instanceof Error ? error.message : 'unknown fault';
    console.error(`rejudge: ${whyAws(error) ?? fault}`);
    return 2;
  }
}

process.exitCode = await main();
