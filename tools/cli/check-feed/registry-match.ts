import type { PatientGroup } from '../../../shared/hl7/message.ts';
import type { PatientIdentifier } from '../../../shared/hl7/patient-identifier.ts';
import { readDecodedMessage } from '../../../shared/hl7/read-message.ts';
import type { RegistryRow } from '../../../shared/intake/registry.ts';
import { registryIdentifiers } from '../../../shared/intake/registry-identifiers.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import type { Examined } from './examine.ts';

/** How a patient of the registry is named otherwise by the feed. */
export const NEAR_MISSES = {
  'leading-zeros': 'the same number with other leading zeros',
  authority: 'the same number under another authority',
  spelling: 'the same number but for blanks, hyphens or capitals',
  repetition: 'another repetition of PID-3 is the one of the registry',
} as const;
export type NearMiss = keyof typeof NEAR_MISSES;

export type NearMissReport = {
  readonly is: NearMiss;
  /** Different patients. */
  readonly patients: number;
  /** Of these, how many have the birth date of the registry. */
  readonly sameBirthDate: number;
  /** Authorities as sent and as in the registry, of the first one. */
  readonly sent: string;
  readonly registered: string;
  readonly where: string;
};

export type MatchReport = {
  /** Different patients in the messages that were read. */
  readonly patients: number;
  readonly matched: number;
  /** Matched, with another birth date than the registry's. */
  readonly otherBirthDate: number;
  readonly nearMisses: readonly NearMissReport[];
};

export type RegistryMatch = {
  readonly add: (examined: Examined, where: string) => void;
  readonly report: () => MatchReport;
};

type Registered = PatientIdentifier & { readonly birthDate: string };
type Counting = { -readonly [Name in keyof NearMissReport]: NearMissReport[Name] };

/** Unmatched patients whose messages are read once more by the registry's authorities. */
const READ_AGAIN = 300;

export function createRegistryMatch(rows: readonly RegistryRow[], config: Config): RegistryMatch {
  const index = createIndex(rows, config);
  const seen = new Set<string>();
  const nearMisses = new Map<NearMiss, Counting>();
  const counts = { matched: 0, otherBirthDate: 0 };
  let readAgain = 0;

  function count(is: NearMiss, sent: PatientGroup, registered: Registered, where: string): void {
    const same = sent.birthDate !== undefined && sent.birthDate === registered.birthDate;
    const before = nearMisses.get(is);
    const counted = before ?? {
      ...{ is, patients: 0, sameBirthDate: 0, where },
      sent: sent.identifier?.authority ?? '',
      registered: registered.authority,
    };
    counted.patients += 1;
    counted.sameBirthDate += same ? 1 : 0;
    nearMisses.set(is, counted);
  }

  function look(group: PatientGroup, at: number, examined: Examined, where: string): void {
    const { identifier } = group;
    if (identifier === undefined || isSeen(identifier, seen)) return;
    const found = index.exact(identifier);
    if (found !== undefined) {
      counts.matched += 1;
      if (contradicts(group, found)) counts.otherBirthDate += 1;
      return;
    }
    const near = index.near(identifier).find((one) => !contradicts(group, one));
    if (near !== undefined) count(differenceOf(identifier, near), group, near, where);
    if (near !== undefined || readAgain >= READ_AGAIN) return;
    readAgain += 1;
    const other = index.otherRepetition(at, examined).find((one) => !contradicts(group, one));
    if (other !== undefined) count('repetition', group, other, where);
  }

  return {
    add: (examined, where) => {
      for (const [at, group] of (examined.read?.patients ?? []).entries()) look(group, at, examined, where);
    },
    report: () => ({ patients: seen.size, ...counts, nearMisses: [...nearMisses.values()] }),
  };
}

function createIndex(rows: readonly RegistryRow[], config: Config) {
  const exact = new Map<string, Registered>();
  const alike = new Map<string, Registered[]>();
  for (const row of rows) {
    for (const identifier of registryIdentifiers(row, config.feeds)) {
      const registered = { ...identifier, birthDate: row.birth_date };
      exact.set(nameOf(identifier), registered);
      const folded = foldedId(identifier.id);
      alike.set(folded, [...(alike.get(folded) ?? []), registered]);
    }
  }
  const authorities = [...new Set(rows.map((row) => row.assigning_authority))];
  return {
    exact: (identifier: PatientIdentifier) => exact.get(nameOf(identifier)),
    near: ({ id }: PatientIdentifier) => alike.get(foldedId(id)) ?? [],
    otherRepetition: (at: number, { feed, decoded }: Examined): readonly Registered[] =>
      authorities.flatMap((authority) => {
        const wanting = { ...feed, preferredIdentifiers: [{ authority }] };
        const read = readDecodedMessage(decoded, { feed: wanting, caps: config.caps });
        const identifier = read.patients[at]?.identifier;
        return identifier === undefined ? [] : (exact.get(nameOf(identifier)) ?? []);
      }),
  };
}

function isSeen(identifier: PatientIdentifier, seen: Set<string>): boolean {
  const name = nameOf(identifier);
  if (seen.has(name)) return true;
  seen.add(name);
  return false;
}

const nameOf = ({ authority, id }: PatientIdentifier): string => JSON.stringify([authority, id]);

const withoutZeros = (id: string): string => id.replace(/^0+(?=.)/, '');

function foldedId(id: string): string {
  return withoutZeros(id.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
}

/** Different people have the same number in two hospitals: birth dates that differ say so. */
function contradicts({ birthDate }: PatientGroup, registered: Registered): boolean {
  return birthDate !== undefined && registered.birthDate !== '' && birthDate !== registered.birthDate;
}

function differenceOf(sent: PatientIdentifier, registered: Registered): NearMiss {
  if (sent.authority !== registered.authority) return 'authority';
  return withoutZeros(sent.id) === withoutZeros(registered.id) ? 'leading-zeros' : 'spelling';
}
