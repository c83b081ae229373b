import { type CancerStanding, cancerStanding } from './cancer.ts';
import { withoutRepeats } from './cancer-repeats.ts';
import type { Registration } from './fact.ts';
import { DAY_MS, type EpochMs, epochMs } from './instant.ts';
import type { Policy } from './policy.ts';
import type { ChartedFact } from './verdict.ts';

/** What is known of a patient's cancer for one draw. */
export type KnownCancer = Pick<CancerStanding, 'findings'> & {
  /** When the draw and the cancer were both known: its receipt, or that of a later diagnosis. */
  readonly arrivedAt: EpochMs;
};

type Received = { readonly at: EpochMs; readonly receivedAt: EpochMs; readonly fact: ChartedFact };

type Registering = ChartedFact & { readonly registration: Registration };

/** Only what the class of a cancer depends on. */
const rowText = ({ where, registration: { icd10, status } }: Registering) => `${where}\n${status}\n${icd10}`;

/** The registry's loads, the first one first. */
function loadsOf(facts: readonly ChartedFact[]): readonly (readonly Registering[])[] {
  const registering = facts.filter((fact): fact is Registering => fact.registration !== undefined);
  const loads = Map.groupBy(registering, ({ registration }) => registration.loadedAt);
  return [...loads].sort(([a], [b]) => a - b).map(([, load]) => load);
}

/** The registry is loaded again each night: of equal loads in a row the first says it all. */
function distinctRegistrations(facts: readonly ChartedFact[]): readonly ChartedFact[] {
  const kept: ChartedFact[] = [];
  let previous: { readonly rows: string; readonly receipt: number } | undefined;
  for (const load of loadsOf(facts)) {
    const rows = JSON.stringify(load.map(rowText).sort());
    const receipt = Math.min(...load.map(({ receivedAt }) => receivedAt));
    if (previous?.rows === rows && receipt >= previous.receipt) continue;
    kept.push(...load);
    previous = { rows, receipt };
  }
  return kept;
}

/** The facts that say something of cancer. */
function cancerFacts(facts: readonly ChartedFact[]): readonly ChartedFact[] {
  return [...facts.filter(({ diagnoses }) => diagnoses.length > 0), ...distinctRegistrations(facts)];
}

/** When a fact of one partition counts for a result of another: once a merge has joined the two. */
function effectiveFrom(fact: ChartedFact, result: ChartedFact): EpochMs {
  const joinedAt = fact.joinedAt?.get(result.where) ?? fact.receivedAt;
  return epochMs(Math.max(fact.receivedAt, joinedAt));
}

/** What was known at some instant, and since when any of it was. */
type Standing = Pick<CancerStanding, 'findings'> & { readonly knownSince: number };

function createStandingAsOf(facts: readonly ChartedFact[], result: ChartedFact, policy: Policy) {
  const effective = withoutRepeats(
    facts
      .map((fact) => ({ ...fact, receivedAt: effectiveFrom(fact, result) }))
      .sort((a, b) => a.receivedAt - b.receivedAt),
  );
  const unconfirmed = facts.some(({ diagnoses }) => diagnoses.some(({ type }) => type === 'A'));
  const standings = new Map<string, Standing>();
  return (lastSay: EpochMs, at: EpochMs): Standing => {
    const count = effective.findLastIndex(({ receivedAt }) => receivedAt <= lastSay) + 1;
    const key = unconfirmed ? `${count} ${at}` : `${count}`;
    const seen = standings.get(key);
    if (seen !== undefined) return seen;
    const known = effective.slice(0, count);
    const { findings } = cancerStanding(known, at, policy.reading.unconfirmedDiagnosisDays);
    const standing = { findings, knownSince: Math.min(...findings.map(({ knownSince }) => knownSince)) };
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
    const { findings, knownSince } = standingAsOf(lastSay, epochMs(Math.min(now, lastSay)));
    const arrivedAt = findings.length === 0 ? receivedAt : epochMs(Math.max(receivedAt, knownSince));
    return { findings, arrivedAt };
  };
}
