import type { LinkEvent } from './message.ts';
import type { PatientNode } from './message-tree.ts';
import type { MessageKind } from './message-type.ts';
import { chooseIdentifier, type IdentifierRules, type PatientIdentifier } from './patient-identifier.ts';
import { refusal } from './refusal.ts';
import { fieldText, type Segment } from './segment.ts';

/**
 * The merges and unlinks of a message: each MRG with the PID before it, or two PIDs of which the first survives.
 * Throws UnprocessableMessageError when one of the two is not named, or both are the same.
 */
export function linksOf(
  kind: MessageKind | undefined,
  event: string,
  patients: readonly PatientNode[],
  rules: IdentifierRules,
): readonly LinkEvent[] {
  if (kind !== 'merge' && kind !== 'unlink') return [];
  const pairs = identifiedPairs(patients, rules);
  if (pairs.length === 0) throw refusal('merge-identifier-missing');
  return pairs.flatMap(({ survivor, absorbed, account }) => {
    if (survivor.id !== absorbed.id || survivor.authority !== absorbed.authority) {
      return [{ action: kind, survivor, absorbed }];
    }
    if (event === 'A35' && account) return [];
    throw refusal('merge-circular');
  });
}

type Pair = {
  readonly survivor: PatientIdentifier;
  readonly absorbed: PatientIdentifier;
  /** MRG-3 names a prior account: within one patient A35 merges accounts, which is no concern of ours. */
  readonly account: boolean;
};

function identifiedPairs(patients: readonly PatientNode[], rules: IdentifierRules): readonly Pair[] {
  const byMerge = patients.flatMap(({ pid, merges }) =>
    merges.map((mrg) => ({
      survivor: identifierOf(pid, 3, rules),
      absorbed: identifierOf(mrg, 1, rules),
      account: fieldText(mrg, 3) !== '',
    })),
  );
  if (byMerge.length > 0) return byMerge;
  const [first, ...others] = patients;
  return others.map((other) => ({
    survivor: identifierOf(first?.pid, 3, rules),
    absorbed: identifierOf(other.pid, 3, rules),
    account: false,
  }));
}

function identifierOf(
  segment: Segment | undefined,
  number: number,
  rules: IdentifierRules,
): PatientIdentifier {
  const chosen = segment && chooseIdentifier(segment, number, rules);
  if (chosen?.identifier === undefined) throw refusal('merge-identifier-missing');
  return chosen.identifier;
}
