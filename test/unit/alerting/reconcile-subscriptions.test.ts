import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListedSubscription, unheardOf } from '../../../shared/alerting/plan-subscriptions.ts';
import { reconcileSubscriptions } from '../../../shared/alerting/reconcile-subscriptions.ts';
import type { Contact } from '../../../shared/alerting/routing.ts';
import type { Subscriptions } from '../../../shared/alerting/sns-subscriptions.ts';
import { type ContactTopic, wantedSubscriptions } from '../../../shared/alerting/wanted-subscriptions.ts';
import { escalationConfigSchema } from '../../../shared/runtime/config-escalation.ts';
import { confirmed, ended, memorySubscriptions, pending } from './memory-subscriptions.ts';

const CONTACTS: readonly Contact[] = [
  { protocol: 'sms', to: '+12025550100' },
  { protocol: 'sms', to: '+12025550100' },
  { protocol: 'email', to: 'x@example.org' },
];
const TOPIC: ContactTopic = {
  name: 'lung',
  arn: 'arn:lung',
  path: 'teams/lung',
  contacts: CONTACTS,
  byLevel: true,
};
const BY_SMS = '{"level":["critical","urgent"],"contact":["first"]}';
const BY_EMAIL = '{"level":["critical","urgent","routine"],"contact":["first"]}';
const ONE = '+12025550111';
const TWO = '+12025550112';
const THREE = '+12025550113';
const PARAMETERS = { 'sms-1': ONE, 'sms-2': TWO, 'email-1': 'a@example.org' };

const STEPS = ['on-call', 'consultant'].map((id) => ({ id, name: id }));
/** Its second step has a number of its own, and somebody on call is reached by e-mail. */
const ESCALATING: ContactTopic = {
  ...TOPIC,
  escalation: escalationConfigSchema.parse({ timeZone: 'UTC', steps: STEPS }),
  contacts: [
    ...CONTACTS,
    { protocol: 'sms', to: '+12025550100', step: 'consultant' },
    { protocol: 'email', to: 'x@example.org', person: 'anna' },
  ],
};

function reconcile(
  before: readonly ListedSubscription[],
  values: Readonly<Record<string, string>> = PARAMETERS,
  topic = TOPIC,
) {
  const memory = memorySubscriptions(...before);
  const parameters = new Map(Object.entries(values).map(([name, value]) => [`teams/lung/${name}`, value]));
  const run = () => reconcileSubscriptions(memory.subscriptions, topic, parameters);
  return { ...memory, run, parameters };
}

const WHOLE = [
  confirmed('sms', ONE, BY_SMS),
  confirmed('sms', TWO, BY_SMS),
  confirmed('email', 'a@example.org', BY_EMAIL),
];

describe('reconciling the subscriptions of a topic', () => {
  it('subscribes everybody at first, and says that the reader of an e-mail has yet to confirm', async () => {
    const { run, steps } = reconcile([]);

    expect(await run()).toMatchObject({ subscribed: 3, unconfirmed: [], unheard: ['routine'] });
    expect(steps).toEqual([`subscribe ${ONE}`, `subscribe ${TWO}`, 'subscribe a@example.org']);
    expect(await run()).toMatchObject({ subscribed: 0, unconfirmed: ['email-1'] });
    expect(steps).toHaveLength(3);
  });

  it('does nothing where all is as it should be, whatever the order of words in a filter', async () => {
    const [first, ...rest] = WHOLE;
    const { run, steps } = reconcile([
      {
        ...(first as ListedSubscription),
        filterPolicy: '{"contact":["first"],"level":["urgent","critical"]}',
      },
      ...rest,
    ]);

    expect(await run()).toMatchObject({ subscribed: 0, filtered: 0, unsubscribed: 0, kept: 0, unheard: [] });
    expect(steps).toEqual([]);
  });

  it('changes over to a new number: the new one first, then the old', async () => {
    const { run, steps } = reconcile(WHOLE, { ...PARAMETERS, 'sms-2': THREE });

    expect(await run()).toMatchObject({ subscribed: 1, unsubscribed: 1 });
    expect(steps).toEqual([`subscribe ${THREE}`, `unsubscribe ${TWO}`]);
  });

  it('keeps the old address while it alone hears of a level, until the new one is confirmed', async () => {
    const { run, steps, parameters } = reconcile(WHOLE, { ...PARAMETERS, 'email-1': 'b@example.org' });

    expect(await run()).toMatchObject({ subscribed: 1, unsubscribed: 0, kept: 1, unheard: [] });
    expect(steps).toEqual(['subscribe b@example.org']);

    const later = memorySubscriptions(...WHOLE, confirmed('email', 'b@example.org', BY_EMAIL));
    expect(await reconcileSubscriptions(later.subscriptions, TOPIC, parameters)).toMatchObject({ kept: 0 });
    expect(later.steps).toEqual(['unsubscribe a@example.org']);
  });

  it('takes nothing away while a contact is unknown: it might be that one', async () => {
    const { run, steps } = reconcile(WHOLE, { 'sms-1': ONE, 'email-1': 'a@example.org' });

    expect(await run()).toMatchObject({ unknown: ['sms-2'], kept: 1, unsubscribed: 0 });
    expect(steps).toEqual([]);
  });

  it('corrects a filter that somebody has changed', async () => {
    const { run, steps, listed } = reconcile([
      confirmed('sms', ONE, '{"level":["critical"]}'),
      ...WHOLE.slice(1),
    ]);

    expect(await run()).toMatchObject({ filtered: 1 });
    expect(steps).toEqual([`filter ${ONE}`]);
    expect(listed()[0]?.filterPolicy).toBe(BY_SMS);
  });

  it('leaves a filter too wide while that one alone hears of a level', async () => {
    const { run, steps, parameters } = reconcile([confirmed('sms', ONE, BY_EMAIL), ...WHOLE.slice(1, 2)]);

    expect(await run()).toMatchObject({ filtered: 0, unheard: [] });
    expect(steps).toEqual(['subscribe a@example.org']);

    const later = memorySubscriptions(confirmed('sms', ONE, BY_EMAIL), ...WHOLE.slice(1));
    expect(await reconcileSubscriptions(later.subscriptions, TOPIC, parameters)).toMatchObject({
      filtered: 1,
    });
    expect(later.steps).toEqual([`filter ${ONE}`]);
  });

  it('subscribes anew whom SNS or the reader has ended, and says so', async () => {
    const { run, steps } = reconcile([...WHOLE.slice(0, 2), ended('a@example.org')]);

    expect(await run()).toMatchObject({ ended: ['email-1'], subscribed: 1, unheard: ['routine'] });
    expect(steps).toEqual(['subscribe a@example.org']);
    expect(await run()).toMatchObject({ ended: [], unconfirmed: ['email-1'] });
  });

  it('filters whom a step or a person on call is reached by, and says of which level of them nobody hears', async () => {
    const values = { ...PARAMETERS, 'sms-3': THREE, 'email-2': 'anna@example.org' };
    const { run, steps, listed } = reconcile(WHOLE, values, ESCALATING);

    expect(await run()).toMatchObject({
      ...{ subscribed: 2, filtered: 0, unconfirmed: [] },
      unheard: ['critical person:anna', 'urgent person:anna', 'routine person:anna'],
    });
    expect(steps).toEqual([`subscribe ${THREE}`, 'subscribe anna@example.org']);
    expect(listed().map(({ filterPolicy }) => filterPolicy)).toContain(
      '{"level":["critical","urgent"],"contact":["consultant"]}',
    );
  });

  it('lets one who is reached at two steps hear of both before any other is taken off', async () => {
    const values = { ...PARAMETERS, 'sms-3': ONE, 'email-2': 'a@example.org' };
    const { run, listed } = reconcile(WHOLE, values, ESCALATING);

    expect(await run()).toMatchObject({ subscribed: 0, filtered: 2, unheard: [] });
    expect(listed().map(({ filterPolicy }) => filterPolicy)).toEqual([
      '{"level":["critical","urgent"],"contact":["first","consultant"]}',
      BY_SMS,
      '{"level":["critical","urgent","routine"],"contact":["first","person:anna"]}',
    ]);
  });

  it('keeps a number that alone hears of a step', async () => {
    const old = confirmed('sms', THREE, '{"level":["critical","urgent"],"contact":["consultant"]}');
    const values = { ...PARAMETERS, 'sms-3': '07700', 'email-2': 'a@example.org' };
    expect(await reconcile([...WHOLE, old], values, ESCALATING).run()).toMatchObject({
      ...{ unknown: ['sms-3'], unsubscribed: 0, kept: 1, unheard: [] },
    });
  });

  it('takes an address of another case for the same', async () => {
    const { run, steps } = reconcile([...WHOLE.slice(0, 2), confirmed('email', 'A@Example.org', BY_EMAIL)]);

    await run();

    expect(steps).toEqual([]);
  });

  it('leaves queues alone', async () => {
    const { run, steps } = reconcile([...WHOLE, confirmed('sqs', 'arn:queue', undefined)]);

    expect(await run()).toMatchObject({ kept: 0 });
    expect(steps).toEqual([]);
  });
});

const endpoints = ['+12025550111', '+12025550112', '+12025550113', '+12025550114'];
const addresses = ['a@example.org', 'b@example.org', 'c@example.org'];
const policies = [
  ...[undefined, BY_SMS, BY_EMAIL, '{"level":["critical"]}', '{"contact":["consultant"]}'],
  '{"level":["critical","urgent"],"contact":["consultant"]}',
  '{"level":["critical"],"contact":["first","person:anna","gone"]}',
];

const someSubscription = fc.oneof(
  fc
    .tuple(fc.constantFrom(...endpoints), fc.constantFrom(...policies))
    .map(([to, policy]) => confirmed('sms', to, policy)),
  fc
    .tuple(fc.constantFrom(...addresses), fc.constantFrom(...policies))
    .map(([to, policy]) => confirmed('email', to, policy)),
  fc.constantFrom(...addresses).map(pending),
  fc.constantFrom(...addresses).map(ended),
);
const someTopic = fc.uniqueArray(someSubscription, {
  selector: ({ protocol, endpoint }) => `${protocol} ${endpoint}`,
});
const someParameters = fc.record(
  {
    'sms-1': fc.constantFrom(...endpoints),
    'sms-2': fc.constantFrom(...endpoints),
    'sms-3': fc.constantFrom(...endpoints),
    'email-1': fc.constantFrom(...addresses),
    'email-2': fc.constantFrom(...addresses),
  },
  { requiredKeys: [] },
);

describe('whatever was subscribed and whatever contacts say', () => {
  it('a level that somebody hears of is never left with nobody, at no step', async () => {
    await fc.assert(
      fc.asyncProperty(someTopic, someParameters, async (before, values) => {
        const { subscriptions, listed, parameters } = reconcile(before, values, ESCALATING);
        const wanted = wantedSubscriptions(ESCALATING, parameters);
        const unheardAtFirst = unheardOf(wanted, before);
        const heardStill = () => {
          for (const level of unheardOf(wanted, listed())) expect(unheardAtFirst).toContain(level);
        };
        const watched: Subscriptions = {
          ...subscriptions,
          filter: (...given) => subscriptions.filter(...given).then(heardStill),
          unsubscribe: (arn) => subscriptions.unsubscribe(arn).then(heardStill),
        };
        await reconcileSubscriptions(watched, ESCALATING, parameters);
      }),
    );
  });

  it('everybody known is subscribed with the right filter after one run, and a second one does nothing', async () => {
    await fc.assert(
      fc.asyncProperty(someTopic, someParameters, async (before, values) => {
        const { run, steps, listed, parameters } = reconcile(before, values, ESCALATING);
        await run();
        const done = steps.length;
        for (const { endpoint } of wantedSubscriptions(ESCALATING, parameters).subscriptions) {
          expect(listed().map((one) => one.endpoint)).toContain(endpoint);
        }
        expect(await run()).toMatchObject({ subscribed: 0, filtered: 0, unsubscribed: 0 });
        expect(steps).toHaveLength(done);
      }),
    );
  });
});
