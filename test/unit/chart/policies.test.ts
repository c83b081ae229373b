import { describe, expect, it } from 'vitest';
import { policiesOf } from '../../../shared/chart/policies.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { config } from './several-policies.ts';

const choiceOf = (config: Config) => policiesOf(config).choice;

describe('every policy', () => {
  it('is that of each team, without a set and with each', () => {
    const versions = policiesOf(config).all.map(({ version }) => version);
    expect(versions.toSorted()).toEqual(
      [
        ...['site', 'site+set:close@4', 'site+set:young@5'],
        ...['site+team:lung@2', 'site+team:lung@2+set:close@4', 'site+team:lung@2+set:young@5'],
        ...['site+team:on-call@3', 'site+team:on-call@3+set:close@4', 'site+team:on-call@3+set:young@5'],
      ].toSorted(),
    );
  });
});

describe('the choice of a policy', () => {
  const [lung, breast, onCall] = config.teams;
  const [close, young] = config.policySets;

  it.each([
    ['a team with a policy is gone', { teams: [breast, onCall], feeds: [] }],
    ['a team gets a policy', { teams: [lung, { ...breast, policy: lung?.policy }, onCall] }],
    ['a team with a policy comes', { teams: [...config.teams, { ...lung, id: 'skin' }] }],
    ['a set is gone', { policySets: [close] }],
    ['a feed goes to a team with a policy', { feeds: [...config.feeds, { id: 'east', team: 'lung' }] }],
    ['a feed leaves a team with a policy', { feeds: config.feeds.slice(1) }],
    [
      'a feed goes from one such team to another',
      { feeds: [{ id: 'north', team: 'on-call' }, ...config.feeds.slice(1)] },
    ],
    ['a set has another name', { policySets: [close, { ...young, id: 'old' }] }],
    ['another team with a policy is the fallback', { fallbackTeam: 'lung' }],
    ['a team without one is the fallback', { fallbackTeam: 'breast' }],
  ])('is another when %s', (_, changed) => {
    expect(choiceOf({ ...config, ...changed } as Config)).not.toBe(choiceOf(config));
  });

  it.each([
    ['what a policy says is changed', { teams: [{ ...lung, policy: onCall?.policy }, breast, onCall] }],
    ['a team without a policy comes', { teams: [...config.teams, { ...breast, id: 'skin' }] }],
    ['a feed goes to a team without a policy', { feeds: [...config.feeds, { id: 'east', team: 'breast' }] }],
    ['a feed comes without a team', { feeds: [...config.feeds, { id: 'east' }] }],
    [
      'all are listed in another order',
      {
        teams: config.teams.toReversed(),
        feeds: config.feeds.toReversed(),
        policySets: [young, close],
      },
    ],
  ])('is the same when %s', (_, changed) => {
    expect(choiceOf({ ...config, ...changed } as Config)).toBe(choiceOf(config));
  });

  it('is the same whoever is the fallback where no team has a policy', () => {
    const plain = { ...config, teams: config.teams.map(({ policy: _, ...team }) => team) };
    expect(choiceOf({ ...plain, fallbackTeam: 'lung' })).toBe(choiceOf(plain));
  });
});
