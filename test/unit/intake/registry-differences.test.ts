import { describe, expect, it } from 'vitest';
import type { PatientOfRegistry, RegisteredRow } from '../../../shared/intake/register-patients.ts';
import { registryDifferences } from '../../../shared/intake/registry-differences.ts';

const row = (icd10: string, more: Partial<RegisteredRow> = {}): RegisteredRow => ({
  ...{ icd10, status: 'active' },
  ...more,
});
const patient = (id: string, ...rows: RegisteredRow[]): PatientOfRegistry => ({
  patient: { authority: 'EAST', id },
  rows,
});

describe('what a file would change of the registry', () => {
  it('is told apart as added, changed, the same and absent', () => {
    const standing = [patient('1', row('C50')), patient('2', row('C34')), patient('3', row('C61'))];
    const given = [
      patient('1', row('C50')),
      patient('2', row('C34', { team: 'lung' })),
      patient('4', row('C18')),
    ];

    const { added, changed, same, absent } = registryDifferences(given, standing);

    expect(added).toEqual([given[2]]);
    expect(changed).toEqual([{ before: standing[1], after: given[1] }]);
    expect(same).toBe(1);
    expect(absent).toEqual([standing[2]]);
  });

  it('is nothing for the same rows in another order, and for a row written twice', () => {
    const standing = [patient('1', row('C50'), row('C34'))];

    const { changed, same } = registryDifferences(
      [patient('1', row('C34'), row('C50'), row('C34'))],
      standing,
    );

    expect([changed, same]).toEqual([[], 1]);
  });

  it.each<[string, Partial<RegisteredRow>]>([
    ['code', { icd10: 'C51' }],
    ['status', { status: 'history' }],
    ['day of diagnosis', { diagnosedOn: '2026-01-01' }],
    ['team', { team: 'lung' }],
    ['policy set', { policySet: 'close' }],
    ['date of birth', { birthDate: '1960-01-01' }],
  ])('is a change of %s', (_, more) => {
    const { changed } = registryDifferences([patient('1', row('C50', more))], [patient('1', row('C50'))]);

    expect(changed).toHaveLength(1);
  });

  it('takes numbers of two authorities for two patients', () => {
    const west = { ...patient('1', row('C50')), patient: { authority: 'WEST', id: '1' } };

    const { added, absent } = registryDifferences([west], [patient('1', row('C50'))]);

    expect([added.length, absent.length]).toEqual([1, 1]);
  });
});
