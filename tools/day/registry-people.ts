import { parseRegistry } from '../../shared/intake/registry.ts';
import { type Person, personOf } from './person.ts';

/** The people of a registry file, by identifier. */
export function registryPeople(csv: string): ReadonlyMap<string, Person> {
  return new Map(
    parseRegistry(csv).map(({ patient_id, birth_date }) => [patient_id, personOf(patient_id, birth_date)]),
  );
}
