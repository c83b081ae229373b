import { describe, expect, it } from 'vitest';
import { createPolicyOfPatient } from '../../../shared/chart/policy-of-patient.ts';
import type { Registration } from '../../../shared/clinical/fact.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { total } from '../clinical/judge/patient.ts';
import { config } from './several-policies.ts';

const results = [total('12 mg/dL', epochMs(1))];

const facts = (...rows: Partial<Registration>[]) =>
  rows.map((row) => ({
    feed: 'registry',
    results: [],
    registration: {
      source: 'registry' as const,
      icd10: 'C34',
      status: 'active' as const,
      loadedAt: epochMs(1),
      ...row,
    },
  }));

describe('the policy of a patient', () => {
  const policyOf = createPolicyOfPatient(config);

  it.each<[string, Partial<Registration>, string, number, number]>([
    ["is the site's where the team has none of its own", { team: 'breast' }, 'site', 18, 6],
    ["is the team's before the site's", { team: 'lung' }, 'site+team:lung@2', 16, 6],
    [
      'is that of the set beside that of the team',
      { team: 'lung', policySet: 'close' },
      'site+team:lung@2+set:close@4',
      16,
      5,
    ],
    [
      "is that of the set before the team's",
      { team: 'lung', policySet: 'young' },
      'site+team:lung@2+set:young@5',
      15,
      6,
    ],
    ['is that of the set for any team', { team: 'breast', policySet: 'close' }, 'site+set:close@4', 18, 5],
    [
      "is that of the team that is paged where the patient's own is not known",
      { team: 'gone' },
      'site+team:on-call@3',
      17,
      6,
    ],
    ['is that of the team that is paged where the patient has none', {}, 'site+team:on-call@3', 17, 6],
  ])('%s', (_, row, version, adultFromYears, recentDays) => {
    expect(policyOf(facts(row))).toStrictEqual({
      policy: expect.objectContaining({
        version,
        level: expect.objectContaining({ adultFromYears }),
        history: expect.objectContaining({ recentDays }),
      }),
    });
  });

  it('goes by the registry load that came last', () => {
    const loads = facts({ team: 'lung', policySet: 'close' }, { team: 'breast', loadedAt: epochMs(2) });
    expect(policyOf([{ feed: 'north', results }, ...loads.toReversed()]).policy.version).toBe('site');
  });

  it.each([
    ['one team, although there are several', ['north', 'north-2'], {}, 'site+team:lung@2'],
    ['two teams: the fallback team then', ['north', 'south'], {}, 'site+team:on-call@3'],
    ['a team and one without: the fallback team then', ['north', 'west'], {}, 'site+team:on-call@3'],
    ['another team than the registry: the registry goes before', ['north'], { team: 'breast' }, 'site'],
  ])('is that of the feeds whose results there are, of %s', (_, feeds, row, version) => {
    const sent = feeds.map((feed) => ({ feed, results }));
    expect(policyOf([...sent, { feed: 'south', results: [] }, ...facts(row)]).policy.version).toBe(version);
    expect(policyOf([...facts(row), ...sent.toReversed()]).policy.version).toBe(version);
  });

  it('is that of the team, and says so, where no such set is configured', () => {
    const { policy, unknownPolicySet } = policyOf(facts({ team: 'lung', policySet: 'gone' }));
    expect([policy, unknownPolicySet]).toEqual([policyOf(facts({ team: 'lung' })).policy, 'gone']);
  });

  it('is made once, and cannot be changed', () => {
    const ownPolicyOf = createPolicyOfPatient(config);
    const once = ownPolicyOf(facts({ team: 'lung', policySet: 'close' })).policy;
    const again = ownPolicyOf(facts({ team: 'lung', policySet: 'close' })).policy;
    expect(again).toBe(once);
    expect(() => Object.assign(once.history, { recentDays: 1 })).toThrow(TypeError);
    expect(() => Object.assign(once.grade.totalMgPerDl, { grade3Above: '1' })).toThrow(TypeError);
  });
});
