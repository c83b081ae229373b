import type { Registered } from './hospital.ts';

const HEADER = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team';

/** The registry file of a generated hospital. */
export function registryCsv(registered: readonly Registered[]): string {
  const rows = registered.map(({ laboratory, person, icd10, team, diagnosedOn }) =>
    [laboratory.facility, person.id, person.birthDate, icd10, 'active', diagnosedOn, team].join(','),
  );
  return `${[HEADER, ...rows].join('\n')}\n`;
}
