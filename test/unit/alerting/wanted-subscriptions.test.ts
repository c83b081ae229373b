import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../shared/alerting/routing.ts';
import {
  type ContactTopic,
  contactTopics,
  wantedSubscriptions,
} from '../../../shared/alerting/wanted-subscriptions.ts';
import { escalationConfigSchema } from '../../../shared/runtime/config-escalation.ts';

const SMS: Contact = { protocol: 'sms', to: '+12025550100' };
const EMAIL: Contact = { protocol: 'email', to: 'x@example.org' };

const topicOf = (contacts: readonly Contact[], byLevel = true): ContactTopic => ({
  ...{ name: 'lung', arn: 'arn:lung', path: 'teams/lung', contacts, byLevel },
});
const parameters = (given: Readonly<Record<string, string>>) => new Map(Object.entries(given));

describe('the topics of a deployment', () => {
  it('are one a team but the canaries, filtered by level, and one for operations, who hear everything', () => {
    const topics = contactTopics(
      {
        teams: [
          { id: 'lung', name: 'Lung', contacts: [SMS] },
          { id: 'canary', name: 'Canary', contacts: [EMAIL] },
          { id: 'canary-mllp', name: 'Canary', contacts: [EMAIL] },
        ],
        operations: [EMAIL],
      },
      { teamTopicArnPrefix: 'arn:team_', operationsTopicArn: 'arn:operations' },
    );

    expect(topics.map(({ name, arn, path, byLevel }) => [name, arn, path, byLevel])).toEqual([
      ['lung', 'arn:team_lung', 'teams/lung', true],
      ['operations', 'arn:operations', 'operations', false],
    ]);
  });
});

describe('the subscriptions that contacts ask for', () => {
  it('take number and address from the parameters and levels from the configuration, at the first step', () => {
    const { subscriptions, unknown } = wantedSubscriptions(
      topicOf([SMS, { ...EMAIL, levels: ['routine', 'critical'] }]),
      parameters({ 'teams/lung/sms-1': ' +447700900111\n', 'teams/lung/email-1': 'on-call@example.org' }),
    );

    expect(unknown).toEqual([]);
    expect(
      subscriptions.map(({ protocol, endpoint, filterPolicy }) => [protocol, endpoint, filterPolicy]),
    ).toEqual([
      ['sms', '+447700900111', '{"level":["critical","urgent"],"contact":["first"]}'],
      ['email', 'on-call@example.org', '{"level":["critical","routine"],"contact":["first"]}'],
    ]);
  });

  it('ask for the step or the person that a contact is of, and say what of all is to be heard', () => {
    const escalation = escalationConfigSchema.parse({
      ...{ timeZone: 'UTC', steps: ['on-call', 'consultant'].map((id) => ({ id, name: id })) },
    });
    const contacts = [
      { ...SMS, step: 'on-call' },
      { ...SMS, step: 'consultant' },
      { ...EMAIL, person: 'anna', levels: ['routine' as const] },
    ];
    const { subscriptions, hearings } = wantedSubscriptions(
      { ...topicOf(contacts), escalation },
      parameters({
        'teams/lung/sms-1': '+447700900111',
        'teams/lung/sms-2': '+447700900112',
        'teams/lung/email-1': 'anna@example.org',
      }),
    );

    expect(subscriptions.map(({ filterPolicy }) => filterPolicy)).toEqual([
      '{"level":["critical","urgent"],"contact":["first"]}',
      '{"level":["critical","urgent"],"contact":["consultant"]}',
      '{"level":["routine"],"contact":["person:anna"]}',
    ]);
    expect(hearings).toEqual([
      ...['critical', 'critical consultant', 'urgent', 'urgent consultant', 'routine person:anna'],
    ]);
  });

  it('have no filter where everything is to be heard', () => {
    const { subscriptions } = wantedSubscriptions(
      topicOf([SMS], false),
      parameters({ 'teams/lung/sms-1': '+447700900111' }),
    );

    expect(subscriptions).toMatchObject([
      { filterPolicy: undefined, levels: ['critical', 'urgent', 'routine'] },
    ]);
  });

  it.each([
    ['missing', {}],
    ['empty', { 'teams/lung/sms-1': '' }],
    ['no number', { 'teams/lung/sms-1': '07700 900111' }],
    ['an address where a number belongs', { 'teams/lung/sms-1': 'a@example.org' }],
  ])('name the contact whose parameter is %s', (_, given) => {
    expect(wantedSubscriptions(topicOf([SMS]), parameters(given))).toEqual({
      subscriptions: [],
      unknown: ['sms-1'],
      hearings: ['critical', 'urgent'],
    });
  });

  it('are one for two contacts who share an address, with the levels of both', () => {
    const { subscriptions } = wantedSubscriptions(
      topicOf([
        { ...EMAIL, levels: ['critical'] },
        { ...EMAIL, levels: ['routine'] },
      ]),
      parameters({ 'teams/lung/email-1': 'One@example.org', 'teams/lung/email-2': 'one@example.org' }),
    );

    expect(subscriptions).toEqual([
      expect.objectContaining({
        endpoint: 'One@example.org',
        contacts: ['email-1', 'email-2'],
        levels: ['critical', 'routine'],
      }),
    ]);
  });

  it('are none for a contact who is to hear of nothing', () => {
    const silent = topicOf([{ ...SMS, levels: [] }]);

    expect(
      wantedSubscriptions(silent, parameters({ 'teams/lung/sms-1': '+447700900111' })).subscriptions,
    ).toEqual([]);
  });
});
