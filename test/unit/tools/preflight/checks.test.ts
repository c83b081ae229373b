import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../../shared/clinical/instant.ts';
import { type Config, configSchema } from '../../../../shared/runtime/config.ts';
import { checkAll } from '../../../../tools/preflight/checks.ts';
import type { Finding } from '../../../../tools/preflight/finding.ts';
import type { Gathered, ServiceState, SmsState } from '../../../../tools/preflight/gathered.ts';
import { exitCodeOf, report } from '../../../../tools/preflight/report.ts';
import { confirmed, ended, pending } from '../../alerting/memory-subscriptions.ts';
import { config, DENIED, healthy, known, NOW, PARAMETERS, SUBSCRIBED, TOPIC } from './state.ts';

const DAY = 86_400_000;

function badOf(gathered: Gathered, given: Config = config): readonly Finding[] {
  return checkAll(gathered, given, NOW).filter(({ verdict }) => verdict !== 'ok');
}

const withSms = (sms: Partial<SmsState>): Gathered => ({ ...healthy(), sms: { ...healthy().sms, ...sms } });
const withService = (service: Partial<ServiceState>): Gathered => ({
  ...healthy(),
  service: { ...healthy().service, ...service },
});
const withListed = (...listed: typeof SUBSCRIBED): Gathered => ({
  ...healthy(),
  topics: [{ topic: TOPIC, listed: known(listed) }],
});
const withContacts = (contacts: Readonly<Record<string, string>>): Gathered => ({
  ...healthy(),
  contacts: known(new Map(Object.entries(contacts))),
});
const settings = (more: Readonly<Record<string, string>>) => ({
  DeliveryStatusIAMRole: 'arn:role',
  DeliveryStatusSuccessSamplingRate: '100',
  MonthlySpendLimit: '200',
  ...more,
});
const [sms = confirmed('sms', '', undefined), first = sms, second = sms] = SUBSCRIBED;

describe('a deployment of which nothing is wrong', () => {
  it('passes every check', () => {
    expect(badOf(healthy())).toEqual([]);
    expect(new Set(checkAll(healthy(), config, NOW).map(({ check }) => check))).toEqual(
      new Set([
        ...['stacks', 'subscriptions', 'sms', 'opted-out', 'queues', 'schedules', 'alarms', 'table'],
        ...['concurrency', 'certificates'],
      ]),
    );
  });
});

const FAULTS: readonly [string, Gathered, 'fail' | 'warn', string, RegExp][] = [
  [
    'a stack that is not there',
    { ...healthy(), stacks: [{ name: 'Pipeline', status: 'MISSING' }] },
    'fail',
    'stacks',
    /Pipeline: MISSING/,
  ],
  [
    'a stack that was rolled back',
    { ...healthy(), stacks: [{ name: 'Pipeline', status: 'UPDATE_ROLLBACK_COMPLETE' }] },
    'fail',
    'stacks',
    /ROLLBACK/,
  ],
  [
    'a team without a topic',
    { ...healthy(), missingTopics: ['breast'] },
    'fail',
    'subscriptions',
    /breast: has no topic/,
  ],
  [
    'a contact without a number',
    withContacts({ ...PARAMETERS, 'teams/lung/sms-1': 'ask Ann' }),
    'fail',
    'contacts',
    /lung sms-1: the parameter teams\/lung\/sms-1/,
  ],
  [
    'a contact who is not subscribed',
    withListed(sms, first),
    'fail',
    'subscriptions',
    /lung email-2: is not subscribed/,
  ],
  [
    'an e-mail that is not confirmed',
    withListed(sms, first, pending('b@example.org')),
    'fail',
    'subscriptions',
    /lung email-2: has not confirmed/,
  ],
  [
    'a subscription that was ended',
    withListed(sms, first, ended('b@example.org')),
    'fail',
    'subscriptions',
    /lung email-2: the subscription was ended/,
  ],
  [
    'a level that reaches one only',
    withListed(sms, first, pending('b@example.org')),
    'fail',
    'subscriptions',
    /lung: routine reaches one subscription only/,
  ],
  [
    'a level that reaches nobody',
    withListed(sms, pending('a@example.org'), pending('b@example.org')),
    'fail',
    'subscriptions',
    /lung: routine reaches nobody/,
  ],
  [
    'a filter that lets too little through',
    withListed(sms, first, { ...second, filterPolicy: '{"level":["critical"]}' }),
    'fail',
    'subscriptions',
    /a filter does not let through/,
  ],
  [
    'a subscription of nobody',
    withListed(sms, first, second, confirmed('sms', '+12025550199', undefined)),
    'warn',
    'subscriptions',
    /by sms is no contact's any more/,
  ],
  ['the SMS sandbox', withSms({ inSandbox: known(true) }), 'fail', 'sms', /sandbox/],
  [
    'the spend limit of a new account',
    withSms({ settings: known(settings({ MonthlySpendLimit: '1' })), spentThisMonthUsd: known(0) }),
    'fail',
    'sms',
    /limit is 1 USD: SMS stop/,
  ],
  [
    'SMS that are not logged',
    withSms({ settings: known(settings({ DeliveryStatusIAMRole: '' })) }),
    'fail',
    'sms',
    /does not log/,
  ],
  [
    'SMS that are logged by samples',
    withSms({ settings: known(settings({ DeliveryStatusSuccessSamplingRate: '10' })) }),
    'fail',
    'sms',
    /does not log/,
  ],
  [
    'a spend limit nearly reached',
    withSms({ spentThisMonthUsd: known(160) }),
    'warn',
    'sms',
    /160\.00 of 200 USD/,
  ],
  ['a spend limit reached', withSms({ spentThisMonthUsd: known(200) }), 'fail', 'sms', /no SMS goes out/],
  [
    'a number that has opted out',
    withSms({ optedOut: known(new Set(['+12025550123'])) }),
    'fail',
    'opted-out',
    /lung sms-1 \(…23\) has opted out/,
  ],
  [
    'dead letters',
    withService({ queues: [{ name: 'Dead', isDeadLetters: true, messages: known(1) }] }),
    'fail',
    'queues',
    /1 dead letters/,
  ],
  [
    'a backlog',
    withService({ queues: [{ name: 'Intake', isDeadLetters: false, messages: known(1_001) }] }),
    'warn',
    'queues',
    /1001 messages wait/,
  ],
  [
    'a sweep that is off',
    withService({ rules: [{ name: 'Sweep', isEnabled: known(false) }] }),
    'fail',
    'schedules',
    /Sweep: disabled/,
  ],
  ['no alarm at all', withService({ alarms: known([]) }), 'fail', 'alarms', /there are none/],
  [
    'an alarm whose actions are off',
    withService({ alarms: known([{ name: 'A', actionsEnabled: false, actions: 1, state: 'OK' }]) }),
    'fail',
    'alarms',
    /A: its actions are off/,
  ],
  [
    'an alarm that tells nobody',
    withService({ alarms: known([{ name: 'A', actionsEnabled: true, actions: 0, state: 'OK' }]) }),
    'fail',
    'alarms',
    /A: tells nobody/,
  ],
  [
    'an alarm that rings',
    withService({ alarms: known([{ name: 'A', actionsEnabled: true, actions: 1, state: 'ALARM' }]) }),
    'fail',
    'alarms',
    /A: is in alarm/,
  ],
  [
    'a table that cannot be restored',
    withService({ tables: [{ name: 'charts', hasPointInTimeRecovery: known(false) }] }),
    'fail',
    'table',
    /charts: point-in-time recovery is off/,
  ],
  [
    'too little concurrency',
    withService({ concurrency: known({ total: 10, unreserved: 10 }) }),
    'warn',
    'concurrency',
    /10 functions may run at once/,
  ],
  [
    'a certificate that ends soon',
    withService({ certificates: [{ endpoint: 'h:443', expiresAt: known(epochMs(NOW + 13.5 * DAY)) }] }),
    'fail',
    'certificates',
    /valid for 13 more days: renew it now/,
  ],
  [
    'a certificate that ends before long',
    withService({ certificates: [{ endpoint: 'h:443', expiresAt: known(epochMs(NOW + 44 * DAY)) }] }),
    'warn',
    'certificates',
    /valid for 44 more days/,
  ],
  [
    'a certificate that has ended',
    withService({ certificates: [{ endpoint: 'h:443', expiresAt: known(epochMs(NOW - DAY)) }] }),
    'fail',
    'certificates',
    /has expired/,
  ],
];

describe('the checks', () => {
  it.each(FAULTS)('find %s', (_, gathered, verdict, check, text) => {
    expect(badOf(gathered)).toContainEqual({ verdict, check, text: expect.stringMatching(text) });
  });

  it('hold the spend limit against the one that is configured', () => {
    const asked = configSchema.parse({ ...config, sms: { monthlySpendLimitUsd: 500 } });

    expect(badOf(healthy(), asked)).toEqual([
      expect.objectContaining({ verdict: 'fail', text: expect.stringContaining('asks for 500') }),
    ]);
  });

  it('are content with one contact of operations, and say so; not with none', () => {
    const operations = { ...TOPIC, name: 'operations', path: 'operations', byLevel: false };
    const given = (listed: typeof SUBSCRIBED): Gathered => ({
      ...withContacts({ 'operations/email-1': 'a@example.org' }),
      topics: [
        {
          topic: { ...operations, contacts: [{ protocol: 'email', to: 'x@example.org' }] },
          listed: known(listed),
        },
      ],
    });

    expect(badOf(given([confirmed('email', 'a@example.org', undefined)]))).toEqual([
      {
        verdict: 'warn',
        check: 'subscriptions',
        text: expect.stringMatching(/operations: a fault reaches one/),
      },
    ]);
    expect(badOf(given([pending('a@example.org')])).map(({ verdict }) => verdict)).toEqual(['fail', 'fail']);
  });

  it('say of what could not be looked at that it could not, and go on', () => {
    const gathered: Gathered = {
      ...withSms({ inSandbox: DENIED, settings: DENIED, optedOut: DENIED }),
      contacts: DENIED,
      service: { ...healthy().service, alarms: DENIED, concurrency: DENIED },
    };

    expect(badOf(gathered).map(({ verdict, text }) => `${verdict} ${text.split(' could')[0]}`)).toEqual([
      'warn the contacts in Parameter Store',
      'warn the SMS sandbox',
      'warn the SMS settings',
      'warn who has opted out',
      'warn the alarms',
      'warn the concurrency of functions',
    ]);
  });

  it('never show a whole number or an address', () => {
    const everything = FAULTS.map(([, gathered]) => report(checkAll(gathered, config, NOW))).join('\n');

    expect(everything).not.toMatch(/\d{7}|@example/);
  });
});

describe('the report', () => {
  it('has a line for each finding and counts them', () => {
    const lines = report([
      { verdict: 'ok', check: 'sms', text: 'fine' },
      { verdict: 'fail', check: 'alarms', text: 'none' },
    ]).split('\n');

    expect(lines).toEqual([
      'OK    sms           fine',
      'FAIL  alarms        none',
      '',
      '1 ok, 0 warn, 1 fail',
    ]);
  });

  it.each([
    ['ok', 0],
    ['warn', 0],
    ['fail', 1],
  ] as const)('with a finding that is %s ends with %i', (verdict, code) => {
    expect(exitCodeOf([{ verdict, check: 'sms', text: '' }])).toBe(code);
  });
});
