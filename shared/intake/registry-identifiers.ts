import { normalisedId, type PatientIdentifier } from '../hl7/patient-identifier.ts';
import type { Feed } from '../runtime/config.ts';

/** What of a feed's configuration decides how its messages name the patients of a registry. */
export type NamingRules = Pick<Feed, 'defaultAuthority' | 'preferredIdentifiers' | 'stripLeadingZeros'>;

/** The columns of the registry that say who the patient is. */
export type RegisteredPatient = { readonly assigning_authority: string; readonly patient_id: string };

/**
 * The identifiers by which messages of the configured feeds name a registered patient: normalised as each feed that
 * reads the authority does it. More than one only where such feeds differ: then either may come.
 */
export function registryIdentifiers(
  { assigning_authority: authority, patient_id: id }: RegisteredPatient,
  feeds: readonly NamingRules[],
): readonly PatientIdentifier[] {
  const rules = readersOf(authority, feeds);
  const ids = new Set(rules.map((feed) => normalisedId(id, feed)));
  return [...ids].map((normalised) => ({ authority, id: normalised }));
}

const AS_WRITTEN = { stripLeadingZeros: false } as const;

/** Feeds that name the authority or none at all; of an authority that none of these reads, all: PID-3 may hold it. */
function readersOf(
  authority: string,
  feeds: readonly NamingRules[],
): readonly Pick<NamingRules, 'stripLeadingZeros'>[] {
  const readers = feeds.filter((feed) => {
    const named = authoritiesOf(feed);
    return named.length === 0 || named.includes(authority);
  });
  if (readers.length > 0) return readers;
  return feeds.length > 0 ? feeds : [AS_WRITTEN];
}

function authoritiesOf({ defaultAuthority, preferredIdentifiers }: NamingRules): readonly string[] {
  return [defaultAuthority, ...preferredIdentifiers.map((preferred) => preferred.authority ?? '')]
    .map((authority) => authority.trim())
    .filter((authority) => authority !== '');
}
