import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Registration } from '../../../shared/clinical/fact.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { lastLoaded, namedFirst } from '../../../shared/clinical/registration.ts';

const row = (loadedAt: number, more: Partial<Registration> = {}): Registration => ({
  source: 'registry',
  icd10: 'C34.9',
  status: 'active',
  loadedAt: epochMs(loadedAt),
  ...more,
});

describe('the rows of a registry', () => {
  it('count as the load that came last says them', () => {
    const rows = [row(2, { team: 'b' }), row(1, { team: 'a' }), row(2, { team: 'a' })];
    expect(lastLoaded(rows).map(({ team, loadedAt }) => [team, loadedAt])).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
    expect(lastLoaded([])).toEqual([]);
  });

  it('name the team and the policy set by the first row that has one', () => {
    const rows = [row(1), row(1, { team: '', policySet: 'p' }), row(1, { team: 't', policySet: 'q' })];
    expect([namedFirst(rows, 'team'), namedFirst(rows, 'policySet')]).toEqual(['t', 'p']);
    expect([namedFirst([row(1)], 'team'), namedFirst([], 'policySet')]).toEqual([undefined, undefined]);
  });

  it('name the same team and set in whatever order they were read', () => {
    const name = fc.constantFrom(undefined, '', 'a', 'b');
    const some = fc.array(
      fc
        .record({ team: name, policySet: name })
        .map(({ team, policySet }) =>
          row(1, { ...(team !== undefined && { team }), ...(policySet !== undefined && { policySet }) }),
        ),
    );
    const named = (rows: readonly Registration[]) => {
      const last = lastLoaded(rows);
      return [namedFirst(last, 'team'), namedFirst(last, 'policySet')];
    };
    fc.assert(
      fc.property(some, (rows) => {
        expect(named(rows.toReversed())).toEqual(named(rows));
      }),
    );
  });
});
