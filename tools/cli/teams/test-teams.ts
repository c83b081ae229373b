import { type TestedContact, testedContacts } from '../../../shared/alerting/test-page.ts';
import { contactTopics } from '../../../shared/alerting/wanted-subscriptions.ts';
import { type Config, isCanary, type Team } from '../../../shared/runtime/config.ts';
import { sendTestPages } from '../../preflight/test-page.ts';
import { askYes } from '../ask-yes.ts';
import type { DeployedTarget } from '../deployed-target.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { onTarget, type Target, type TargetOptions } from '../target.ts';
import type { Terminal } from '../terminal.ts';

export type TestTeamsOptions = TargetOptions & {
  readonly team?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
};

/** What came of the test page of one team. */
export type TestedTeam = {
  readonly team: string;
  readonly contacts: readonly TestedContact[];
  /** Steps whose every contact is left out: a critical page would reach nobody there. */
  readonly stepsWithoutAnybody: readonly number[];
  readonly sent: 'not sent' | 'sent' | 'failed';
  readonly text: string;
};

/** Sends every team a page that says it is a test, to each contact of each step. Amiss where one would reach nobody. */
export async function testTeams(options: TestTeamsOptions, terminal: Terminal): Promise<ExitCode> {
  return onTarget(options, async (target) => {
    const config = await target.config();
    const teams = teamsAsked(config, options.team);
    const { dryRun = false, json = false } = options;
    if (!dryRun) await agreed(target, teams.length, options);
    const sent = dryRun ? new Map<string, Sent>() : await sentTo(target, teams, config);
    const tested = teams.map((team) => testedTeam(team, sent.get(team.id)));
    terminal.print(json ? JSON.stringify(tested, undefined, 2) : tested.map(teamText).join('\n\n'));
    return tested.every(isWell) ? EXIT.ok : EXIT.amiss;
  });
}

function teamsAsked({ teams }: Config, asked: readonly string[] | undefined): readonly Team[] {
  const ofPeople = teams.filter(({ id }) => !isCanary(id));
  if (asked === undefined) return ofPeople;
  const found = ofPeople.filter(({ id }) => asked.includes(id));
  const unknown = asked.filter((id) => !found.some((team) => team.id === id));
  if (unknown.length === 0) return found;
  const known = ofPeople.map(({ id }) => id).join(', ');
  throw new CannotRunError(`--team ${unknown.join(', ')}: is not configured; there are ${known}`);
}

/** On this machine pages go no further than the inbox. */
async function agreed(target: Target, teams: number, { yes = false }: TestTeamsOptions): Promise<void> {
  if (target.is === 'local' || yes) return;
  if (await askYes(`Send a test page to everybody who hears of critical pages of ${teams} teams?`)) return;
  throw new CannotRunError('nothing was sent');
}

type Sent = Pick<TestedTeam, 'sent' | 'text'>;

async function sentTo(
  target: Target,
  teams: readonly Team[],
  config: Config,
): Promise<ReadonlyMap<string, Sent>> {
  if (target.is === 'deployed') return sentByTopics(target, teams, config);
  await target.post('/test-page', { teams: teams.map(({ id }) => id) });
  const text = `it lies in the inbox: ${target.url}/`;
  return new Map(teams.map(({ id }) => [id, { sent: 'sent', text }]));
}

async function sentByTopics(
  target: DeployedTarget,
  teams: readonly Team[],
  config: Config,
): Promise<ReadonlyMap<string, Sent>> {
  const environment = await target.environmentOf('assess');
  const topics = contactTopics(config, {
    teamTopicArnPrefix: environment.get('TEAM_TOPIC_ARN_PREFIX') ?? '',
    operationsTopicArn: environment.get('OPERATIONS_TOPIC_ARN') ?? '',
  });
  const asked = topics.filter(({ name, byLevel }) => byLevel && teams.some(({ id }) => id === name));
  const sent = new Map<string, Sent>();
  for (const topic of asked) {
    const [finding] = await sendTestPages(target.clients.sns, [topic]);
    if (finding === undefined) continue;
    sent.set(topic.name, { sent: finding.verdict === 'ok' ? 'sent' : 'failed', text: finding.text });
  }
  return sent;
}

const NOT_SENT: Sent = { sent: 'not sent', text: 'dry run: nothing was sent' };

function testedTeam(team: Team, sent: Sent = NOT_SENT): TestedTeam {
  const contacts = testedContacts(team);
  const steps = Array.from(
    { length: Math.max(1, team.escalation?.steps.length ?? 1) },
    (_, step) => step + 1,
  );
  const stepsWithoutAnybody = steps.filter(
    (step) => !contacts.some((contact) => contact.step === step && contact.isReached),
  );
  return { team: team.id, contacts, stepsWithoutAnybody, ...sent };
}

function isWell({ sent, stepsWithoutAnybody }: TestedTeam): boolean {
  return sent !== 'failed' && stepsWithoutAnybody.length === 0;
}

function teamText({ team, contacts, stepsWithoutAnybody, text }: TestedTeam): string {
  const reached = Map.groupBy(
    contacts.filter(({ isReached }) => isReached),
    ({ step }) => step,
  );
  const steps = Array.from(reached, ([step, some]) => {
    const [first] = some;
    const title = first?.stepName === undefined ? `step ${step}` : `step ${step}, ${first.stepName}`;
    return `  ${title}: ${some.map(contactText).join(', ')}`;
  });
  const left = contacts.filter(({ isReached }) => !isReached).map(({ name }) => name);
  return [
    team,
    ...steps,
    ...stepsWithoutAnybody.map(
      (step) => `  step ${step}: A CRITICAL PAGE REACHES NOBODY: give it a contact that takes this level`,
    ),
    ...(left.length === 0 ? [] : [`  left out, for they hear of no critical page: ${left.join(', ')}`]),
    `  ${text}`,
  ].join('\n');
}

function contactText({ name, person }: TestedContact): string {
  return person === undefined ? name : `${name} (${person})`;
}
