import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectDatabase } from '../../../infra/local/database/database-client.ts';
import { createLocalOperations } from '../../../infra/local/inbox/local-operations.ts';
import { createLocalPublisher } from '../../../infra/local/inbox/local-publisher.ts';
import type { Page } from '../../../shared/alerting/publisher.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { temporaryFolder } from './temporary-folder.ts';

const config = configSchema.parse({
  fallbackTeam: 'on-call',
  teams: [
    {
      id: 'lung',
      name: 'Lung',
      contacts: [
        { protocol: 'sms', to: '+12025550111' },
        { protocol: 'email', to: 'lung@example.org' },
        { protocol: 'email', to: 'lead@example.org', levels: ['critical'] },
      ],
    },
    { id: 'night', name: 'Night', contacts: [{ protocol: 'sms', to: '+12025550119', levels: ['critical'] }] },
    {
      ...{ id: 'escalating', name: 'Escalating' },
      contacts: [
        { protocol: 'sms', to: '+12025550118' },
        { protocol: 'sms', to: '+12025550119', step: 'consultant' },
      ],
      escalation: { timeZone: 'UTC', steps: ['on-call', 'consultant'].map((id) => ({ id, name: id })) },
    },
    { id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'on-call@example.org' }] },
  ],
});

const page = (more: Partial<Page> = {}): Page => ({
  alertId: 'abc',
  team: 'lung',
  level: 'critical',
  kind: 'alert',
  contacts: ['first'],
  step: 1,
  subject: 'the subject',
  sms: 'the text message',
  email: 'the e-mail',
  repeat: false,
  ...more,
});

async function inbox() {
  const database = await connectDatabase(join(temporaryFolder(), 'calcium-alerts.db'), () => {});
  onTestFinished(() => database.close());
  let changes = 0;
  const changed = () => {
    changes += 1;
  };
  const clock = { now: () => epochMs(5_000) };
  const operations = createLocalOperations(database, clock, changed);
  const publisher = createLocalPublisher({
    database,
    operations,
    clock,
    onDelivered: changed,
    teams: config.teams,
    fallbackTeam: config.fallbackTeam,
  });
  const received = async () =>
    (await database.ask('deliveriesSince', 0)).map(({ team, protocol, to }) => [team, protocol, to]);
  return { database, publisher, operations, received, changes: () => changes };
}

describe('the local publisher', () => {
  it.each([
    [
      'critical',
      [
        ['lung', 'sms', '+12025550111'],
        ['lung', 'email', 'lung@example.org'],
        ['lung', 'email', 'lead@example.org'],
      ],
    ],
    [
      'urgent',
      [
        ['lung', 'sms', '+12025550111'],
        ['lung', 'email', 'lung@example.org'],
      ],
    ],
    ['routine', [['lung', 'email', 'lung@example.org']]],
  ] as const)('delivers a %s page to the contacts who hear of that level', async (level, expected) => {
    const { publisher, received } = await inbox();

    await publisher.publish(page({ level }), 'P');

    expect(await received()).toEqual(expected);
  });

  it('delivers a page to the contacts of its step alone', async () => {
    const { publisher, received } = await inbox();

    await publisher.publish(page({ team: 'escalating', step: 2, contacts: ['consultant'] }), 'P');

    expect(await received()).toEqual([['escalating', 'sms', '+12025550119']]);
  });

  it('gives each protocol its own text, and a subject to e-mail only', async () => {
    const { database, publisher } = await inbox();

    await publisher.publish(page(), 'P');

    const [sms, email] = await database.ask('deliveriesSince', 0);
    expect(sms).toMatchObject({
      at: 5_000,
      subject: '',
      text: 'the text message',
      alertId: 'abc',
      kind: 'alert',
    });
    expect(email).toMatchObject({ at: 5_000, subject: 'the subject', text: 'the e-mail', alertId: 'abc' });
  });

  it('keeps every alert that a page stands for', async () => {
    const { database, publisher } = await inbox();
    const others = ['def', 'ghi'].map((alertId) => ({ alertId, where: 'Q' }));

    await publisher.publish(page({ others }), 'P');

    const [first] = await database.ask('latestDeliveries', 1);
    expect(first).toMatchObject({ alertId: 'abc', others: ['def', 'ghi'] });
  });

  it('gives a page for a team that is not configured to the fallback team', async () => {
    const { publisher, received } = await inbox();

    await publisher.publish(page({ team: 'gone' }), 'P');

    expect(await received()).toEqual([['on-call', 'email', 'on-call@example.org']]);
  });

  it('tells operations of a page that reached nobody', async () => {
    const { database, publisher, received } = await inbox();

    await publisher.publish(page({ team: 'night', level: 'routine' }), 'P');

    expect(await received()).toEqual([]);
    expect(await database.ask('notices', undefined)).toMatchObject([
      { code: 'PAGE_REACHED_NOBODY', subject: 'night: routine', count: 1 },
    ]);
  });

  it('says that something changed once it is on the disk', async () => {
    const { publisher, changes } = await inbox();

    await publisher.publish(page(), 'P');

    expect(changes()).toBe(1);
  });

  it('lists the latest deliveries in their order', async () => {
    const { database, publisher } = await inbox();
    for (const alertId of ['a', 'b', 'c']) await publisher.publish(page({ alertId, level: 'routine' }), 'P');

    const latest = await database.ask('latestDeliveries', 2);

    expect(latest.map(({ alertId }) => alertId)).toEqual(['b', 'c']);
  });
});

describe('local operations', () => {
  it('keeps one notice a code and subject, with how often it was told', async () => {
    const { database, operations } = await inbox();
    const notice = { code: 'C', subject: 's', text: 't' };

    await operations.tell(notice);
    await operations.tell(notice);
    await operations.tell({ ...notice, subject: 'other' });

    expect((await database.ask('notices', undefined)).map(({ subject, count }) => [subject, count])).toEqual([
      ['other', 1],
      ['s', 2],
    ]);
  });
});
