import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { configSchema } from '../../../../shared/runtime/config.ts';
import * as deployedTarget from '../../../../tools/cli/deployed-target.ts';
import { type TestedTeam, type TestTeamsOptions, testTeams } from '../../../../tools/cli/teams/test-teams.ts';
import { startLoopback } from '../../../stand-ins/loopback.ts';
import { quietTerminal } from './samples.ts';

const steps = [
  { id: 'on-call', name: 'On call' },
  { id: 'consultant', name: 'Consultant' },
];
const sms = (to: string, more: object = {}) => ({ protocol: 'sms', to, ...more });
const CONFIG = configSchema.parse({
  teams: [
    {
      ...{ id: 'lung', name: 'Lung', escalation: { steps, timeZone: 'UTC' } },
      contacts: [
        sms('+12025550141'),
        sms('+12025550142', { step: 'consultant' }),
        { protocol: 'email', to: 'r@example.org', levels: ['routine'] },
      ],
    },
    { id: 'breast', name: 'Breast', contacts: [sms('+12025550143')] },
  ],
  fallbackTeam: 'lung',
});

/** An `npm start` with these teams, and what it was asked to send. */
async function running(config: object = CONFIG) {
  const asked: unknown[] = [];
  const { url, close } = await startLoopback((request, response, body) => {
    if (request.url === '/test-page') asked.push(JSON.parse(body.toString()));
    response.end(JSON.stringify(request.url === '/config.json' ? config : { delivered: 1 }));
  });
  onTestFinished(close);
  return { url, asked };
}

async function tested(options: TestTeamsOptions) {
  const terminal = quietTerminal();
  const code = await testTeams({ ...options, json: true }, terminal);
  return { code, teams: JSON.parse(terminal.printed()) as readonly TestedTeam[] };
}

describe('teams test', () => {
  test('has every team sent its page, and names who gets it at which step', async () => {
    const { url, asked } = await running();
    const terminal = quietTerminal();

    const code = await testTeams({ url }, terminal);

    expect([code, asked]).toEqual([0, [{ teams: ['lung', 'breast'] }]]);
    expect(terminal.printed()).toBe(
      [
        'lung',
        '  step 1, On call: sms-1',
        '  step 2, Consultant: sms-2',
        '  left out, for they hear of no critical page: email-1',
        `  it lies in the inbox: ${url}/`,
        '',
        'breast',
        '  step 1: sms-1',
        `  it lies in the inbox: ${url}/`,
      ].join('\n'),
    );
  });

  test('sends to the named teams alone, and to nobody in a dry run', async () => {
    const { url, asked } = await running();

    const one = await tested({ url, team: ['breast'] });
    const dry = await tested({ url, dryRun: true });

    expect(one.teams.map(({ team, sent }) => [team, sent])).toEqual([['breast', 'sent']]);
    expect(dry.teams.map(({ sent }) => sent)).toEqual(['not sent', 'not sent']);
    expect(asked).toEqual([{ teams: ['breast'] }]);
  });

  test('is amiss where a step reaches nobody', async () => {
    const [lung] = CONFIG.teams;
    const contacts = [sms('+12025550141'), sms('+12025550142', { step: 'consultant', levels: ['urgent'] })];
    const { url } = await running({ teams: [{ ...lung, contacts }], fallbackTeam: 'lung' });

    const { code, teams } = await tested({ url, dryRun: true });

    expect([code, teams[0]?.stepsWithoutAnybody]).toEqual([1, [2]]);
  });

  test('refuses a team that is not configured', async () => {
    const { url } = await running();

    await expect(tested({ url, team: ['heart'] })).rejects.toThrow(
      '--team heart: is not configured; there are lung, breast',
    );
  });
});

/** A deployment of these teams. */
function deployed() {
  const environment = new Map([['TEAM_TOPIC_ARN_PREFIX', 'arn:aws:sns:eu-west-2:1:team_']]);
  vi.spyOn(deployedTarget, 'openDeployment').mockResolvedValue({
    ...{ is: 'deployed', clients: { sns: new SNSClient({ region: 'eu-west-2' }) } },
    config: async () => CONFIG,
    environmentOf: async () => environment,
  } as never);
  const sns = mockClient(SNSClient);
  onTestFinished(() => {
    vi.restoreAllMocks();
    sns.restore();
  });
  return sns;
}

describe('teams test of a deployment', () => {
  test('publishes to the topic of each team, for every step', async () => {
    const sns = deployed();
    sns.on(PublishCommand).resolves({ MessageId: 'm-1' });

    const { code, teams } = await tested({ deployment: 'prod', yes: true });

    const calls = sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => input);
    expect(calls.map(({ TopicArn }) => TopicArn)).toEqual([
      'arn:aws:sns:eu-west-2:1:team_lung',
      'arn:aws:sns:eu-west-2:1:team_breast',
    ]);
    expect(calls[0]?.MessageAttributes?.contact?.StringValue).toBe('["first","consultant"]');
    expect([code, teams.map(({ sent }) => sent)]).toEqual([0, ['sent', 'sent']]);
  });

  test('is amiss where a topic does not take its page', async () => {
    deployed()
      .on(PublishCommand)
      .rejects(Object.assign(new Error('no'), { name: 'NotFoundException' }));

    const { code, teams } = await tested({ deployment: 'prod', yes: true, team: ['lung'] });

    expect([code, teams[0]?.sent, teams[0]?.text.includes('NotFoundException')]).toEqual([1, 'failed', true]);
  });

  test('sends nothing where nobody can be asked and nobody has said yes', async () => {
    const sns = deployed();

    await expect(tested({ deployment: 'prod' })).rejects.toThrow('give --yes if it is meant');
    expect(sns.commandCalls(PublishCommand)).toEqual([]);
  });
});
