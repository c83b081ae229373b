import { type Person, personOf } from './person.ts';

/** The people of the sample registry, by identifier. The sample file has no quoted cells. */
export function registryPeople(csv: string): ReadonlyMap<string, Person> {
  const rows = csv.trim().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [, id = '', birthDate = ''] = row.split(',');
      return [id, personOf(id, birthDate)];
    }),
  );
}
