import { describe, expect, it } from 'vitest';
import { createAnswerDeployment } from '../../../../functions/subscriptions/answer-deployment.ts';
import { createHandler } from '../../../../functions/subscriptions/handler.ts';
import type { OperationsNotice } from '../../../../shared/alerting/publisher.ts';
import type { Subscriptions } from '../../../../shared/alerting/sns-subscriptions.ts';
import type { ContactTopic } from '../../../../shared/alerting/wanted-subscriptions.ts';
import { epochMs } from '../../../../shared/clinical/instant.ts';
import { ended, memorySubscriptions, pending } from '../../alerting/memory-subscriptions.ts';
import { silentTelemetry, type Told } from '../silent-telemetry.ts';

const DEPLOYMENT = {
  RequestType: 'Create',
  ResponseURL: 'https://cloudformation.example/answer?signed',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Deployed',
  ResourceProperties: { teams: {} },
};
const changeOf = (name: string) => ({
  source: 'aws.ssm',
  'detail-type': 'Parameter Store Change',
  detail: { name },
});
const HOURLY = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

const topic = (name: string): ContactTopic => ({
  ...{ name, arn: `arn:${name}`, path: `teams/${name}`, byLevel: true },
  contacts: [
    { protocol: 'sms', to: '+12025550100' },
    { protocol: 'email', to: 'x@example.org' },
  ],
});
const CONTACTS = {
  'teams/lung/sms-1': '+12025550111',
  'teams/lung/email-1': 'lung@example.org',
  'teams/breast/sms-1': '+12025550112',
  'teams/breast/email-1': 'breast@example.org',
};

type Given = {
  readonly contacts?: Readonly<Record<string, string>>;
  readonly lung?: ReturnType<typeof memorySubscriptions>;
  readonly failing?: string;
  readonly smsSteps?: readonly (() => Promise<void>)[];
};

function runner(given: Given = {}) {
  const { contacts = CONTACTS, lung = memorySubscriptions(), failing, smsSteps = [] } = given;
  const breast = memorySubscriptions();
  const of = (arn: string) => {
    if (arn === failing) throw new Error('throttled');
    return arn === 'arn:lung' ? lung.subscriptions : breast.subscriptions;
  };
  const subscriptions: Subscriptions = {
    list: async (arn) => of(arn).list(arn),
    subscribe: async (arn, wanted) => of(arn).subscribe(arn, wanted),
    filter: (...change) => lung.subscriptions.filter(...change),
    unsubscribe: (arn) => lung.subscriptions.unsubscribe(arn),
  };
  const told: Told[] = [];
  const notices: OperationsNotice[] = [];
  const answered: string[] = [];
  const handler = createHandler({
    ...{
      topics: [topic('lung'), topic('breast')],
      contactsPath: '/calcium-alerts/dev',
      subscriptions,
      smsSteps,
    },
    readContacts: async () => new Map(Object.entries(contacts)),
    answerDeployment: async ({ RequestType }) => void answered.push(RequestType),
    operations: { tell: async (notice) => void notices.push(notice) },
    clock: { now: () => epochMs(Date.UTC(2026, 10, 23, 4)) },
    telemetry: silentTelemetry(told),
  });
  return { handler, told, notices, answered, lung, breast };
}

const measured = (told: readonly Told[]) =>
  told.flatMap(({ event, fields }) => (fields.unit === 'Count' ? [[event, fields.value]] : []));

describe('subscriptions', () => {
  it('are all looked at each hour, and measured', async () => {
    const { handler, told, lung, breast } = runner();

    await handler(HOURLY);

    expect([lung.steps.length, breast.steps.length]).toEqual([2, 2]);
    expect(measured(told)).toEqual([
      ['SubscriptionsMissing', 0],
      ['SubscriptionsUnconfirmed', 0],
      ['LevelsUnheard', 2],
    ]);
  });

  it('follow a changed contact at once, at its own topic alone', async () => {
    const { handler, told, lung, breast } = runner();

    await handler(changeOf('/calcium-alerts/dev/teams/lung/sms-1'));

    expect([lung.steps.length, breast.steps.length]).toEqual([2, 0]);
    expect(measured(told)).toEqual([]);
  });

  it('do not mind a parameter that is no contact', async () => {
    const { handler, lung, breast } = runner();

    await handler(changeOf('/calcium-alerts/dev/teams/lung-oncology/sms-1'));

    expect([...lung.steps, ...breast.steps]).toEqual([]);
  });

  it('log how many and never whom', async () => {
    const { handler, told } = runner();

    await handler(HOURLY);

    expect(told[0]).toEqual({
      event: 'subscriptions-reconciled',
      fields: { topics: 2, subscribed: 4, filtered: 0, unsubscribed: 0, kept: 0, missing: 0, unconfirmed: 0 },
    });
    expect(JSON.stringify(told)).not.toMatch(/555|example\.org/);
  });

  it('that are missing, ended, unconfirmed or reach nobody are told to operations, by the day', async () => {
    const { 'teams/breast/sms-1': _, ...contacts } = CONTACTS;
    const { handler, notices, told } = runner({
      contacts,
      lung: memorySubscriptions(ended('lung@example.org')),
    });

    await handler(HOURLY);

    expect(notices.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'LEVEL_REACHES_NOBODY lung routine 2026-11-23',
      'SUBSCRIPTION_ENDED lung email-1 2026-11-23',
      'LEVEL_REACHES_NOBODY breast critical 2026-11-23',
      'LEVEL_REACHES_NOBODY breast urgent 2026-11-23',
      'LEVEL_REACHES_NOBODY breast routine 2026-11-23',
      'CONTACT_UNKNOWN breast sms-1 2026-11-23',
    ]);
    expect(measured(told)).toContainEqual(['SubscriptionsMissing', 2]);

    const later = runner({ lung: memorySubscriptions(pending('lung@example.org')) });
    await later.handler(HOURLY);
    expect(later.notices.map(({ code }) => code)).toContain('SUBSCRIPTION_UNCONFIRMED');
  });

  it('of one topic that cannot be reached do not stop the others, and the run fails in the end', async () => {
    const { handler, breast, told } = runner({ failing: 'arn:lung' });

    await expect(handler(HOURLY)).rejects.toThrow('throttled');

    expect(breast.steps).toHaveLength(2);
    expect(told[0]).toEqual({ event: 'reconcile-failed', fields: { topic: 'lung' } });
  });
});

describe('a deployment', () => {
  it('is answered once subscriptions are made and SMS are logged', async () => {
    const logged: string[] = [];
    const { handler, answered, lung } = runner({ smsSteps: [async () => void logged.push('sms')] });

    await handler(DEPLOYMENT);

    expect([lung.steps.length, logged, answered]).toEqual([2, ['sms'], ['Create']]);
  });

  it('is answered all the same where something fails, and fails after that: it is run again, not rolled back', async () => {
    const logged: string[] = [];
    const { handler, answered, told } = runner({
      failing: 'arn:lung',
      smsSteps: [() => Promise.reject(new Error('denied')), async () => void logged.push('next step')],
    });

    const running = handler({ ...DEPLOYMENT, RequestType: 'Update' });

    await expect(running).rejects.toThrow();
    expect([logged, answered]).toEqual([['next step'], ['Update']]);
    expect(told.filter(({ event }) => event === 'SubscriptionsSetUpFailed')).toHaveLength(2);
  });

  it('that takes the stack away changes no subscription', async () => {
    const { handler, answered, lung } = runner();

    await handler({ ...DEPLOYMENT, RequestType: 'Delete' });

    expect([lung.steps, answered]).toEqual([[], ['Delete']]);
  });
});

describe('the answer to CloudFormation', () => {
  const { ResourceProperties: _, ...deployment } = DEPLOYMENT;
  const asked = { ...deployment, RequestType: 'Create' } as const;

  it('is put where it was asked for, as a success, under an id that never changes', async () => {
    const puts: [unknown, RequestInit | undefined][] = [];

    await createAnswerDeployment(async (url, init) => {
      puts.push([url, init]);
      return new Response();
    })(asked);

    expect(puts.map(([url, init]) => [url, init?.method, JSON.parse(String(init?.body))])).toEqual([
      [
        DEPLOYMENT.ResponseURL,
        'PUT',
        {
          Status: 'SUCCESS',
          PhysicalResourceId: 'subscriptions',
          StackId: 'stack',
          RequestId: 'request',
          LogicalResourceId: 'Deployed',
        },
      ],
    ]);
  });

  it('that is refused is an error, which names no address', async () => {
    const answering = createAnswerDeployment(async () => new Response('', { status: 403 }))(asked);

    await expect(answering).rejects.toThrow(/^CloudFormation refused the answer with 403$/);
  });
});
