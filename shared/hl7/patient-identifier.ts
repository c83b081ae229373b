import type { Feed } from '../runtime/config.ts';
import { componentText, field, type Repetition, type Segment, withoutNull } from './segment.ts';

/** A patient identifier after the feed's normalisation. Patient data: never in keys, logs, metrics or errors. */
export type PatientIdentifier = { readonly authority: string; readonly id: string };

/** What of a feed's configuration decides which identifier names the patient. */
export type IdentifierRules = Pick<
  Feed,
  'preferredIdentifiers' | 'defaultAuthority' | 'stripLeadingZeros' | 'placeholderIds'
>;

export type ChosenIdentifier =
  | { readonly identifier: PatientIdentifier; readonly fault: undefined }
  | { readonly identifier: undefined; readonly fault: 'missing' | 'placeholder' };

/** One repetition of PID-3 or MRG-1 (CX). */
type Candidate = {
  readonly id: string;
  /** CX.4: namespace id and universal id, the default authority where both are empty. */
  readonly authorities: readonly [string, ...string[]];
  readonly type: string;
};

type Preference = Feed['preferredIdentifiers'][number];

/** Accounts and visits (HL7 table 0203): they name a stay or a bill, not a patient. */
const NOT_A_PATIENT = new Set(['AN', 'ANC', 'AND', 'ANT', 'VN']);

/**
 * The identifier that names the patient, of all repetitions of a field of CX (PID-3, MRG-1): the first of the feed's
 * preferences that a usable repetition meets, else the first usable repetition. The authority always goes with it.
 */
export function chooseIdentifier(segment: Segment, number: number, rules: IdentifierRules): ChosenIdentifier {
  const sent = field(segment, number)
    .map((repetition) => candidateOf(segment, repetition, rules))
    .filter(({ id, type }) => id !== '' && !NOT_A_PATIENT.has(type));
  const usable = sent.filter(({ id }) => !isPlaceholder(id, rules));
  for (const preference of rules.preferredIdentifiers) {
    const preferred = usable.find((candidate) => meets(candidate, preference));
    if (preferred !== undefined) return chosen(preferred, preference.authority?.trim());
  }
  const [first] = usable;
  if (first !== undefined) return chosen(first, undefined);
  return { identifier: undefined, fault: sent.length > 0 ? 'placeholder' : 'missing' };
}

/** An identifier as the feed writes it: trimmed, without leading zeros where the feed says so. */
export function normalisedId(id: string, rules: Pick<Feed, 'stripLeadingZeros'>): string {
  const trimmed = withoutNull(id);
  return rules.stripLeadingZeros ? trimmed.replace(/^0+(?=.)/, '') : trimmed;
}

function candidateOf(segment: Segment, repetition: Repetition, rules: IdentifierRules): Candidate {
  const [namespace = '', universal = ''] = (repetition[3] ?? []).map(withoutNull);
  const named = [namespace, universal].filter((authority) => authority !== '');
  const [first = rules.defaultAuthority.trim(), ...others] = named;
  return {
    id: normalisedId(componentText(segment, repetition, 1), rules),
    authorities: [first, ...others],
    type: withoutNull(componentText(segment, repetition, 5)),
  };
}

function meets({ authorities, type }: Candidate, preference: Preference): boolean {
  const authority = preference.authority?.trim();
  return (
    (authority === undefined || authorities.includes(authority)) &&
    (preference.type === undefined || preference.type.trim() === type)
  );
}

function chosen({ id, authorities }: Candidate, preferred: string | undefined): ChosenIdentifier {
  return { identifier: { authority: preferred ?? authorities[0], id }, fault: undefined };
}

function isPlaceholder(id: string, { placeholderIds }: IdentifierRules): boolean {
  const upper = id.toUpperCase();
  return placeholderIds.some((placeholder) => placeholder.trim().toUpperCase() === upper);
}
