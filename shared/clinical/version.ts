import { compare, readDecimal } from './decimal.ts';
import type { Result, ResultStatus } from './fact.ts';
import { type EpochMs, epochMs } from './instant.ts';
import { byText } from './text-order.ts';
import type { ChartedFact } from './verdict.ts';

/** One version of a result, with the fact that brought it. */
export type Version = { readonly result: Result; readonly fact: ChartedFact };
type Versions = [Version, ...Version[]];

/** What a result is now, all its versions considered. */
export type CurrentResult = {
  readonly standing: 'final' | 'preliminary' | 'withdrawn';
  /** The version that decides. */
  readonly result: Result;
  readonly fact: ChartedFact;
  /** The latest version that had a value, whatever became of it: what a notice shows. */
  readonly lastValued: Version | undefined;
  /** First receipt of the first version. */
  readonly receivedAt: EpochMs;
  /** Every version came by a replay, a backtest or an import. */
  readonly imported: boolean;
};

/** Of two versions reported at the same instant the one with the higher rank is the later (P = R = S < U < F …). */
const STATUS_RANK: Readonly<Record<ResultStatus, number>> = {
  P: 0,
  R: 0,
  S: 0,
  U: 1,
  F: 2,
  C: 3,
  X: 4,
  D: 4,
  W: 4,
};
const PRELIMINARY_RANK = STATUS_RANK.P;
const WITHDRAWN_RANK = STATUS_RANK.W;

function byAmount(a: Result, b: Result): number {
  const amountOfA = readDecimal(a.value?.amount ?? '');
  const amountOfB = readDecimal(b.value?.amount ?? '');
  if (amountOfA !== undefined && amountOfB !== undefined) return compare(amountOfA, amountOfB);
  return Number(amountOfA !== undefined) - Number(amountOfB !== undefined);
}

/** From the earliest version to the latest; among indistinguishable ones the higher value is the later. */
function byVersion(a: Version, b: Version): number {
  return (
    a.result.reportedAt - b.result.reportedAt ||
    STATUS_RANK[a.result.status] - STATUS_RANK[b.result.status] ||
    a.result.sentAt - b.result.sentAt ||
    a.fact.receivedAt - b.fact.receivedAt ||
    byAmount(a.result, b.result) ||
    byText(a.fact.where, b.fact.where) ||
    byText(a.fact.factKey, b.fact.factKey)
  );
}

/**
 * The version that decides: a preliminary one never replaces a final one, and U without a value makes the
 * preliminary one before it final.
 */
function deciding(versions: Versions): { version: Version; final: boolean } {
  let [version] = versions;
  let final = false;
  for (const next of versions) {
    const { status, value } = next.result;
    if (STATUS_RANK[status] === PRELIMINARY_RANK) {
      if (!final) version = next;
    } else {
      const says = status !== 'U' || value !== undefined;
      final ||= says || version.result.value !== undefined;
      if (says) version = next;
    }
  }
  return { version, final };
}

function standingOf({ result }: Version, final: boolean): CurrentResult['standing'] {
  if (result.value === undefined || STATUS_RANK[result.status] === WITHDRAWN_RANK) return 'withdrawn';
  return final ? 'final' : 'preliminary';
}

function current(versions: Versions): CurrentResult {
  versions.sort(byVersion);
  const { version, final } = deciding(versions);
  return {
    standing: standingOf(version, final),
    result: version.result,
    fact: version.fact,
    lastValued: versions.findLast(({ result }) => result.value !== undefined),
    receivedAt: epochMs(Math.min(...versions.map(({ fact }) => fact.receivedAt))),
    imported: versions.every(({ fact }) => fact.origin === 'import'),
  };
}

/** When its value was collected: what withdraws it may name another time, or know only that of its own report. */
export function valueCollectedAt({ standing, result, lastValued }: CurrentResult): EpochMs {
  const valued = standing === 'withdrawn' ? lastValued?.result : undefined;
  return (valued ?? result).collectedAt;
}

/** Every result of the facts as it stands now (docs/clinical.md, "Versions of a result"), in no order. */
export function currentResults(facts: readonly ChartedFact[]): readonly CurrentResult[] {
  const versionsOf = new Map<string, Versions>();
  for (const fact of facts) {
    for (const result of fact.results) {
      const versions = versionsOf.get(result.key);
      if (versions === undefined) versionsOf.set(result.key, [{ result, fact }]);
      else versions.push({ result, fact });
    }
  }
  return Array.from(versionsOf.values(), current);
}
