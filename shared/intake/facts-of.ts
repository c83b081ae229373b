import { createHash } from 'node:crypto';
import { analyteOf } from '../clinical/analyte-table.ts';
import { diagnosisFrom } from '../clinical/cancer-diagnosis.ts';
import type { Diagnosis, PatientFact, Result } from '../clinical/fact.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { Policy } from '../clinical/policy.ts';
import { codeAsSent } from '../clinical/resolve-code.ts';
import type { Understand } from '../clinical/understand.ts';
import type { PatientGroup, ReadMessage } from '../hl7/message.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';
import type { Feed } from '../runtime/config.ts';
import { type IdentifiedResult, toldApart } from './tell-apart.ts';

/** Raised whenever the reader understands a message differently: its facts are then facts of their own. */
const READER_VERSION = '1';

export type FactContext = {
  readonly feed: Feed;
  readonly policy: Policy;
  readonly receivedAt: EpochMs;
  readonly origin: 'live' | 'import';
  readonly understand: Understand;
  /** `Result.key` of what `understand` says is the identity of a result. */
  readonly resultKey: (identity: string) => string;
};

/** A value set aside, for counting and telling; never what it was. */
export type ValueFault = { readonly reason: string; readonly loinc: string };

/** What one message brings for one patient. The fact of a very long one comes in parts, counted from 0. */
export type PartOfMessage = {
  readonly identifier: PatientIdentifier;
  readonly part: number;
  readonly fact: PatientFact;
};

/** DynamoDB holds items of 400 KB; a result takes 0.5 to 2 KB. */
const MOST_RESULTS_IN_A_FACT = 100;

/** All that one message brings, by patient. */
export type MessageFacts = {
  readonly patients: readonly PartOfMessage[];
  readonly valuesQuarantined: readonly ValueFault[];
  /** Codes that look like calcium's and are not mapped. */
  readonly unmapped: readonly string[];
  /** Something watched came without an identifier that names a patient. */
  readonly unidentified: readonly ('missing' | 'placeholder')[];
};

/** What of a message is to be kept and judged; of a message read before, the same. */
export function factsOf(read: ReadMessage, context: FactContext): MessageFacts {
  const groups = onePerPatient(read.patients)
    .map((group) => understandGroup(group, read, context))
    .filter(({ brings }) => brings);
  return {
    patients: groups.flatMap(({ group: { identifier }, fact }) =>
      identifier !== undefined && fact !== undefined ? inParts(identifier, fact(identifier)) : [],
    ),
    valuesQuarantined: groups.flatMap(({ faults }) => faults),
    unmapped: groups.flatMap(({ unmapped }) => unmapped),
    unidentified: groups.flatMap(({ group }) => group.identifierFault ?? []),
  };
}

function inParts(identifier: PatientIdentifier, fact: PatientFact): readonly PartOfMessage[] {
  const parts: PartOfMessage[] = [];
  for (let from = 0; from < Math.max(fact.results.length, 1); from += MOST_RESULTS_IN_A_FACT) {
    const results = fact.results.slice(from, from + MOST_RESULTS_IN_A_FACT);
    const diagnoses = from === 0 ? fact.diagnoses : [];
    parts.push({ identifier, part: parts.length, fact: { ...fact, results, diagnoses } });
  }
  return parts;
}

/** A message may begin a patient anew for each order: all that it says of one patient is one fact. */
function onePerPatient(groups: readonly PatientGroup[]): readonly PatientGroup[] {
  const patients = new Map<string, PatientGroup>();
  for (const [index, group] of groups.entries()) {
    const { identifier } = group;
    const name = JSON.stringify(identifier === undefined ? [index] : [identifier.authority, identifier.id]);
    const before = patients.get(name);
    patients.set(name, before === undefined ? group : joined(before, group));
  }
  return [...patients.values()];
}

function joined(before: PatientGroup, group: PatientGroup): PatientGroup {
  return {
    ...before,
    birthDate: before.birthDate ?? group.birthDate,
    observations: [...before.observations, ...group.observations],
    diagnoses: [...before.diagnoses, ...group.diagnoses],
  };
}

type UnderstoodGroup = {
  readonly group: PatientGroup;
  /** Whether anything of it is watched, understood or not. */
  readonly brings: boolean;
  readonly fact: ((patient: PatientIdentifier) => PatientFact) | undefined;
  readonly faults: readonly ValueFault[];
  readonly unmapped: readonly string[];
};

function understandGroup(group: PatientGroup, read: ReadMessage, context: FactContext): UnderstoodGroup {
  const sentAt = read.sentAt ?? context.receivedAt;
  const understood = group.observations.map((observation) => ({
    ...context.understand(observation, {
      feed: context.feed.understanding,
      policy: context.policy,
      receivedAt: context.receivedAt,
      sentAt,
    }),
    sent: codeAsSent(observation.codes),
  }));
  const results = toldApart(
    understood.flatMap((one) => (one.is === 'result' ? [{ ...one, code: one.sent }] : [])),
  ).map((one) => resultOf(one, read, context));
  const diagnoses = group.diagnoses.flatMap((stated) => diagnosisFrom(stated, sentAt) ?? []);
  const faults = understood.flatMap((one) => (one.is === 'value-quarantined' ? [one] : []));
  const unmapped = understood.flatMap((one) => (one.is === 'unmapped-calcium' ? [one.code] : []));
  const kept = diagnoses.length > 0 || results.some(isWatched);
  return {
    group,
    brings: kept || faults.length > 0 || unmapped.length > 0,
    fact: kept ? (patient) => factFor(patient, group, results, diagnoses, context) : undefined,
    faults: faults.map(({ reason, loinc }) => ({ reason, loinc })),
    unmapped,
  };
}

function resultOf({ result, identity }: IdentifiedResult, read: ReadMessage, context: FactContext): Result {
  const flags = read.charsetGuessed ? [...result.flags, 'CHARSET_GUESSED' as const] : result.flags;
  return { ...result, flags, key: context.resultKey(identity) };
}

/** Creatinine and its like are taken along with what is watched, never for themselves. */
function isWatched({ loinc }: Result): boolean {
  return analyteOf(loinc)?.watched === true;
}

function factFor(
  patient: PatientIdentifier,
  { birthDate }: PatientGroup,
  results: readonly Result[],
  diagnoses: readonly Diagnosis[],
  { feed, receivedAt, origin }: FactContext,
): PatientFact {
  return {
    feed: feed.id,
    readerVersion: READER_VERSION,
    mapVersion: mapVersionOf(feed),
    receivedAt,
    origin,
    patient,
    ...(birthDate === undefined ? {} : { birthDate }),
    results: [...results],
    diagnoses: [...diagnoses],
  };
}

const mapVersions = new WeakMap<Feed, string>();

/** Changes with whatever of the feed's configuration decides how its values are understood. */
export function mapVersionOf(feed: Feed): string {
  const known = mapVersions.get(feed);
  if (known !== undefined) return known;
  const { understanding, timeZone, messageOffsetIsDefault } = feed;
  const text = JSON.stringify([understanding, timeZone, messageOffsetIsDefault]);
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
  mapVersions.set(feed, version);
  return version;
}
