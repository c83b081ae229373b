import { type CancerFact, type CancerStanding, cancerStanding } from './cancer.ts';
import type { Registration } from './fact.ts';
import { DAY_MS, type EpochMs, epochMs } from './instant.ts';
import type { Policy } from './policy.ts';
import type { ChartedFact } from './verdict.ts';

/** What is known of a patient's cancer for one draw. */
export type KnownCancer = CancerStanding & {
  /** When the draw and the cancer were both known: its receipt, or that of a later diagnosis. */
  readonly arrivedAt: EpochMs;
};

type Received = { readonly at: EpochMs; readonly receivedAt: EpochMs; readonly fact: ChartedFact };

const rowText = (row: Registration) =>
  [row.icd10, row.status, row.team, row.birthDate, row.diagnosedOn].join('\n');

/** The rows of one load; a load that repeats the one before says nothing new. */
type Load = { readonly loadedAt: EpochMs; readonly rows: string[]; readonly facts: ChartedFact[] };

function loadsOf(facts: readonly ChartedFact[]): readonly Load[] {
  const loads = new Map<EpochMs, Load>();
  for (const fact of facts) {
    if (fact.registration === undefined) continue;
    const { loadedAt } = fact.registration;
    const load = loads.get(loadedAt) ?? { loadedAt, rows: [], facts: [] };
    loads.set(loadedAt, load);
    load.rows.push(`${fact.where}\n${rowText(fact.registration)}`);
    load.facts.push(fact);
  }
  return [...loads.values()].sort((a, b) => a.loadedAt - b.loadedAt);
}

const firstReceipt = (facts: readonly ChartedFact[]) =>
  Math.min(...facts.map(({ receivedAt }) => receivedAt));

/** The registry is loaded again each night: of equal loads in a row the first says it all. */
function distinctRegistrations(facts: readonly ChartedFact[]): readonly ChartedFact[] {
  const kept: ChartedFact[] = [];
  let previousRows = '';
  let previousReceipt = Number.NEGATIVE_INFINITY;
  for (const load of loadsOf(facts)) {
    const rows = load.rows.sort().join('\n\n');
    const receipt = firstReceipt(load.facts);
    if (rows === previousRows && receipt >= previousReceipt) continue;
    kept.push(...load.facts);
    previousRows = rows;
    previousReceipt = receipt;
  }
  return kept;
}

/** The facts that say something of cancer. */
function cancerFacts(facts: readonly ChartedFact[]): readonly ChartedFact[] {
  const diagnosed = facts.filter(({ diagnoses }) => diagnoses.length > 0);
  return [...diagnosed, ...distinctRegistrations(facts.filter(({ diagnoses }) => diagnoses.length === 0))];
}

/** When a fact of one partition counts for a result of another: once a merge has joined the two. */
function effectiveFrom(fact: ChartedFact, result: ChartedFact): EpochMs {
  if (fact.where === result.where) return fact.receivedAt;
  return epochMs(
    Math.max(fact.receivedAt, fact.joinedAt ?? fact.receivedAt, result.joinedAt ?? fact.receivedAt),
  );
}

function createStandingAsOf(facts: readonly ChartedFact[], result: ChartedFact, policy: Policy) {
  const effective: readonly CancerFact[] = facts
    .map((fact) => ({ ...fact, receivedAt: effectiveFrom(fact, result) }))
    .sort((a, b) => a.receivedAt - b.receivedAt);
  const unconfirmed = facts.some(({ diagnoses }) => diagnoses.some(({ type }) => type === 'A'));
  const standings = new Map<string, CancerStanding>();
  return (lastSay: EpochMs, at: EpochMs): CancerStanding => {
    const known = effective.filter(({ receivedAt }) => receivedAt <= lastSay);
    const key = unconfirmed ? `${known.length} ${at}` : `${known.length}`;
    const standing = standings.get(key) ?? cancerStanding(known, at, policy.reading.unconfirmedDiagnosisDays);
    standings.set(key, standing);
    return standing;
  };
}

/**
 * What is known of cancer for a draw. A diagnosis, or a change of what is known, judges again only the draws collected
 * in the days before it was received; older draws keep the judgement that they had.
 */
export function createKnownCancer(
  facts: readonly ChartedFact[],
  policy: Policy,
  now: EpochMs,
): (draw: Received) => KnownCancer {
  const saying = cancerFacts(facts);
  const asOfIn = new Map<string, ReturnType<typeof createStandingAsOf>>();
  return ({ at, receivedAt, fact }) => {
    const standingAsOf = asOfIn.get(fact.where) ?? createStandingAsOf(saying, fact, policy);
    asOfIn.set(fact.where, standingAsOf);
    const lastSay = epochMs(Math.max(receivedAt, at + policy.lateness.lateDiagnosisDays * DAY_MS));
    const standing = standingAsOf(lastSay, epochMs(Math.min(now, lastSay)));
    const knownSince = standing.findings.map((finding) => finding.knownSince);
    const arrivedAt = epochMs(Math.max(receivedAt, Math.min(...knownSince, Number.POSITIVE_INFINITY)));
    return { ...standing, arrivedAt: knownSince.length === 0 ? receivedAt : arrivedAt };
  };
}
