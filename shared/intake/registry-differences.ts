import { byText } from '../clinical/text-order.ts';
import { nameOf, type PatientOfRegistry, type RegisteredRow } from './register-patients.ts';

/** What a file of patients would change of the registry. */
export type RegistryDifferences = {
  readonly added: readonly PatientOfRegistry[];
  readonly changed: readonly { readonly before: PatientOfRegistry; readonly after: PatientOfRegistry }[];
  /** How many are as they were. */
  readonly same: number;
  /** Whom the registry has and the file has not. */
  readonly absent: readonly PatientOfRegistry[];
};

export function registryDifferences(
  given: readonly PatientOfRegistry[],
  standing: readonly PatientOfRegistry[],
): RegistryDifferences {
  const stands = new Map(standing.map((one) => [nameOf(one.patient), one]));
  const names = new Set(given.map(({ patient }) => nameOf(patient)));
  const known = given.flatMap((after) => {
    const before = stands.get(nameOf(after.patient));
    return before === undefined ? [] : [{ before, after }];
  });
  const changed = known.filter(({ before, after }) => rowsText(before) !== rowsText(after));
  return {
    added: given.filter(({ patient }) => !stands.has(nameOf(patient))),
    changed,
    same: known.length - changed.length,
    absent: standing.filter(({ patient }) => !names.has(nameOf(patient))),
  };
}

/** The same for the same rows in any order, each once. */
function rowsText({ rows }: PatientOfRegistry): string {
  return JSON.stringify([...new Set(rows.map(rowText))].sort(byText));
}

function rowText({ icd10, status, diagnosedOn, team, policySet, birthDate }: RegisteredRow): string {
  return JSON.stringify([icd10, status, diagnosedOn, team, policySet, birthDate].map((part) => part ?? ''));
}
