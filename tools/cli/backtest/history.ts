import { type EpochMs, epochMs, HOUR_MS, plusMs } from '../../../shared/clinical/instant.ts';
import type { PatientIdentifier } from '../../../shared/hl7/patient-identifier.ts';
import type { RegistryRow } from '../../../shared/intake/registry.ts';
import { registryIdentifiers } from '../../../shared/intake/registry-identifiers.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import type { ListedFile } from '../messages/list-files.ts';
import type { Terminal } from '../terminal.ts';
import type { KeptFact, KeptLink, Trouble } from './batch.ts';
import type { Crew } from './crew.ts';
import { type FileTrouble, type Gathered, gather } from './gather.ts';
import { kinOf } from './groups.ts';
import type { PatientGroup } from './judge-group.ts';
import type { Interest } from './may-concern.ts';
import { addedTrouble, nameOf } from './read-batch.ts';

/** All that the files say of patients with known cancer. */
export type History = Pick<Gathered, 'messages' | 'days'> & {
  /** Patient data. */
  readonly groups: readonly PatientGroup[];
  /** As if the registry had been loaded then: before the first message. */
  readonly registeredAt: EpochMs;
  readonly registered: number;
  /** How many of them have results in the files. */
  readonly seen: number;
  /** How many have cancer by a diagnosis in the messages, or by a merge with somebody who has, and are not registered. */
  readonly others: number;
  readonly troubles: readonly Trouble[];
  readonly files: readonly FileTrouble[];
};

export type HistoryParts = {
  readonly crew: Crew;
  readonly config: Config;
  readonly rows: readonly RegistryRow[];
  readonly terminal: Pick<Terminal, 'progress' | 'now'>;
};

/**
 * Reads the files, and once more where their messages tell of patients with cancer whom the registry does not have:
 * what came of them before that is their history too.
 */
export async function readHistory(files: readonly ListedFile[], parts: HistoryParts): Promise<History> {
  const { config, rows } = parts;
  const registered = distinct(rows.flatMap((row) => registryIdentifiers(row, config.feeds)));
  const interest = { patients: registered, events: true };
  const first = await gatherAll(files, interest, parts);
  const kin = kinOf(first.links);
  const names = new Set(registered.map(nameOf));
  const everybody = kin.with([...registered, ...first.diagnosed.values()]);
  const others = everybody.filter((patient) => !names.has(nameOf(patient)));
  const again = { patients: others, events: false, before: interest };
  const second = others.length === 0 ? undefined : await gatherAll(files, again, parts);
  const facts = [...first.facts, ...(second?.facts ?? [])];
  const seen = new Set(facts.map(({ patient }) => nameOf(patient)));
  return {
    ...{ messages: first.messages, days: first.days, files: first.files },
    groups: groupsOf({ facts, links: first.links, rows }, kin.of, config),
    registeredAt: plusMs(firstOf(facts) ?? parts.terminal.now(), -HOUR_MS),
    registered: registered.length,
    seen: registered.filter((patient) => seen.has(nameOf(patient))).length,
    others: others.filter((patient) => seen.has(nameOf(patient))).length,
    troubles: added([...first.troubles, ...(second?.troubles ?? [])]),
  };
}

async function gatherAll(
  files: readonly ListedFile[],
  interest: Interest,
  { crew, config, terminal }: HistoryParts,
): Promise<Gathered> {
  const total = files.reduce((sum, file) => sum + (file.is === 'file' ? file.bytes : 0), 0);
  const progress = terminal.progress(total, 'bytes');
  try {
    return await gather(files, interest, { crew, caps: config.caps, progress });
  } finally {
    progress.stop();
  }
}

type OfEverybody = {
  readonly facts: readonly KeptFact[];
  readonly links: readonly KeptLink[];
  readonly rows: readonly RegistryRow[];
};

/** Patients of whom the files say nothing are in no group. */
function groupsOf(
  { facts, links, rows }: OfEverybody,
  groupOf: (patient: PatientIdentifier) => string,
  { feeds }: Config,
): readonly PatientGroup[] {
  const ofGroup = Map.groupBy(facts, ({ patient }) => groupOf(patient));
  const linksOf = Map.groupBy(links, ({ event }) => groupOf(event.survivor));
  const rowsOf = new Map<string, RegistryRow[]>();
  for (const row of rows) {
    for (const name of new Set(registryIdentifiers(row, feeds).map(groupOf))) {
      rowsOf.set(name, [...(rowsOf.get(name) ?? []), row]);
    }
  }
  return Array.from(ofGroup, ([name, own]) => ({
    facts: own,
    links: linksOf.get(name) ?? [],
    rows: rowsOf.get(name) ?? [],
  }));
}

function distinct(patients: readonly PatientIdentifier[]): readonly PatientIdentifier[] {
  return [...new Map(patients.map((patient) => [nameOf(patient), patient])).values()];
}

function firstOf(facts: readonly KeptFact[]): EpochMs | undefined {
  if (facts.length === 0) return undefined;
  return epochMs(facts.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY));
}

function added(troubles: readonly Trouble[]): readonly Trouble[] {
  const all = new Map<string, Trouble>();
  for (const one of troubles) all.set(one.reason, addedTrouble(all.get(one.reason), one));
  return [...all.values()].sort((a, b) => b.count - a.count);
}
