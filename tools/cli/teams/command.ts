import { Command } from 'commander';
import type { Run } from '../run.ts';
import { withTargetOptions } from '../target.ts';
import { type TestTeamsOptions, testTeams } from './test-teams.ts';

export function teamsCommand(run: Run): Command {
  return new Command('teams')
    .summary('try whether pages reach the teams')
    .description('The teams of a running npm start, or of a deployment in AWS.')
    .addCommand(testCommand(run));
}

function testCommand(run: Run): Command {
  const command = new Command('test')
    .summary('send every team a page that says it is a test')
    .description(
      'Sends each team a page that says it is a test and names no patient, to every contact of every step of its escalation who hears of critical pages, and says who that is. On this machine it goes into the inbox; in AWS to telephones and mailboxes, so warn the teams, and ask each contact whether it came.',
    )
    .option('-t, --team <ids...>', 'these teams alone')
    .option('--dry-run', 'say who would get it, and send nothing')
    .option('-y, --yes', 'do not ask before sending in AWS')
    .option('--json', 'print it as JSON');
  return withTargetOptions(command)
    .addHelpText(
      'after',
      `
Exit codes:
  0  every team was sent its page, and every step has somebody who gets it
  1  a step reaches nobody, or a topic did not take its page
  2  it could not be done: arguments, configuration, or nothing answers there

Examples:
  $ npx calcium-alerts teams test
  $ npx calcium-alerts teams test --team lung-oncology --dry-run
  $ npx calcium-alerts teams test --deployment prod --region eu-west-2 -c calcium-alerts.config.json`,
    )
    .action((options: TestTeamsOptions) => run((terminal) => testTeams(options, terminal)));
}
