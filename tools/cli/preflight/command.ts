import { Command } from 'commander';
import { createClients } from '../../preflight/clients.ts';
import { lookOver } from '../../preflight/look-over.ts';
import { exitCodeOf, report } from '../../preflight/report.ts';
import { askYes } from '../ask-yes.ts';
import { askingAws, type DeploymentOptions } from '../deployed-target.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Run } from '../run.ts';
import { loadSiteConfig } from '../site-files.ts';
import { withDeploymentOptions } from '../target.ts';
import type { Terminal } from '../terminal.ts';

type PreflightOptions = DeploymentOptions & {
  readonly sendTestPage?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
};

export function preflightCommand(run: Run): Command {
  const command = new Command('preflight')
    .summary('look at a deployment before it goes live: would a page reach everybody it should?')
    .description(
      'Prints a line for each finding: OK, WARN or FAIL, and what to do: stacks, subscriptions and steps, rotas, SMS, queues, schedules, alarms, backups, certificates, quotas. Of telephone numbers it shows two digits.',
    )
    .option('--send-test-page', 'send every team a page that says it is a test, after asking')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print the findings as JSON');
  return withDeploymentOptions(command)
    .addHelpText(
      'after',
      `
Exit codes:
  0  nothing fails
  1  something would keep a page from somebody
  2  it could not look

Examples:
  $ npx calcium-alerts preflight --deployment prod --region eu-west-2
  $ npx calcium-alerts preflight --deployment prod --region eu-west-2 --send-test-page`,
    )
    .action((options: PreflightOptions) => run((terminal) => preflight(options, terminal)));
}

const SITE_CONFIG = 'calcium-alerts.config.json';

async function preflight(options: PreflightOptions, terminal: Terminal): Promise<ExitCode> {
  const { deployment, region, sendTestPage = false, yes = false, json = false } = options;
  const config = await loadSiteConfig(options.config ?? SITE_CONFIG);
  const clients = createClients(region === undefined ? {} : { region });
  const agree = async (teams: number): Promise<boolean> =>
    sendTestPage &&
    (yes || (await askYes(`Send a test page to everybody who hears of critical pages of ${teams} teams?`)));
  const findings = await askingAws(deployment, () =>
    lookOver({ clients, deployment, config, now: terminal.now(), agree }),
  );
  terminal.print(json ? JSON.stringify(findings, undefined, 2) : report(findings));
  return exitCodeOf(findings);
}
