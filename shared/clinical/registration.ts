import type { Registration } from './fact.ts';
import { byText } from './text-order.ts';

const rowText = (row: Registration) =>
  [row.icd10, row.status, row.team, row.birthDate, row.diagnosedOn, row.policySet].join('\n');

/** The rows of the registry load that came last, in an order that does not depend on arrival. */
export function lastLoaded(registrations: readonly Registration[]): readonly Registration[] {
  const lastLoadedAt = registrations.reduce(
    (last, { loadedAt }) => Math.max(last, loadedAt),
    Number.NEGATIVE_INFINITY,
  );
  return registrations
    .filter(({ loadedAt }) => loadedAt === lastLoadedAt)
    .sort((a, b) => byText(rowText(a), rowText(b)));
}

/** Of several rows the first that names one. */
export function namedFirst(
  registrations: readonly Registration[],
  what: 'team' | 'policySet',
): string | undefined {
  return registrations.find((row) => (row[what] ?? '') !== '')?.[what];
}
