import { describe, expect, it } from 'vitest';
import { createTeamOfPatient, lastRows } from '../../../shared/chart/team-of-patient.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { total } from '../clinical/judge/patient.ts';
import { NOW, patientFact } from './charts.ts';

const teamOf = createTeamOfPatient({
  teams: ['lung', 'breast', 'fallback'].map((id) => ({ id })) as never,
  fallbackTeam: 'fallback',
  feeds: [
    { id: 'a', team: 'lung' },
    { id: 'b', team: 'breast' },
    { id: 'c', team: 'lung' },
  ] as never,
});

/** A result from each of these feeds. */
const fromFeeds = (...feeds: readonly string[]) =>
  feeds.map((feed) => patientFact({ feed, results: [total('9 mg/dL', NOW)] }));

/** A row of the registry, which comes with no result. */
const row = (team: string | undefined, loadedAt = 1) =>
  patientFact({
    feed: 'b',
    registration: {
      ...({ source: 'registry', icd10: 'C34.1', status: 'active', loadedAt: epochMs(loadedAt) } as const),
      ...(team !== undefined && { team }),
    },
  });

describe('the team of a patient', () => {
  it.each([
    ['that of the feed of all results', ['a', 'c'], 'lung'],
    ['the fallback team, where feeds differ', ['a', 'b'], 'fallback'],
    ['the fallback team, where no feed has any', ['none'], 'fallback'],
    ['the fallback team, where there is no result', [], 'fallback'],
  ])('is %s', (_, feeds, team) => {
    expect(teamOf(fromFeeds(...feeds))).toBe(team);
  });

  it.each([
    ["the registry's before that of a feed", [row('breast')], 'breast'],
    ["that of the registry's last load", [row('lung', 1), row('breast', 2)], 'breast'],
    ['the fallback team, where the registry names one that there is not', [row('gone')], 'fallback'],
    ['that of the feed of the results, where the registry names none', [row(undefined)], 'lung'],
  ])('is %s', (_, rows, team) => {
    expect(teamOf([...fromFeeds('a'), ...rows])).toBe(team);
  });

  it('is not that of a feed that brought no result', () => {
    expect(teamOf([row(undefined)])).toBe('fallback');
  });

  it('is that of the rows that are known already, where they are', () => {
    expect(teamOf([], lastRows([row('lung')]))).toBe('lung');
  });
});
