import { type CancerFinding, cancerStanding } from '../../shared/clinical/cancer.ts';
import { DAY_MS, type EpochMs, epochMs } from '../../shared/clinical/instant.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import type { ChartedFact, JudgeInput } from '../../shared/clinical/verdict.ts';
import type { CurrentResult } from './current-result.ts';

/** When a fact began to count for what lies in another partition: its receipt, or the merge if that came later. */
function countsFrom(fact: ChartedFact, result: CurrentResult): EpochMs {
  if (fact.where === result.fact.where) return fact.receivedAt;
  return epochMs(Math.max(fact.receivedAt, fact.joinedAt ?? 0, result.fact.joinedAt ?? 0));
}

/**
 * What was known of the patient's cancer when the result came or within the 7 days after its collection: a later
 * change judges only the last 7 days again.
 */
export function cancerThen(
  result: CurrentResult,
  facts: readonly ChartedFact[],
  now: EpochMs,
  policy: Policy,
): readonly CancerFinding[] {
  const reach = policy.lateness.lateDiagnosisDays * DAY_MS;
  const until = epochMs(Math.max(result.firstReceivedAt, result.result.collectedAt + reach));
  const known = facts
    .filter(({ diagnoses, registration }) => diagnoses.length > 0 || registration !== undefined)
    .map((fact) => ({ ...fact, receivedAt: countsFrom(fact, result) }))
    .filter(({ receivedAt }) => receivedAt <= until);
  const at = epochMs(Math.min(now, until));
  return cancerStanding(known, at, policy.reading.unconfirmedDiagnosisDays).findings;
}

/** PID-7, else the registry's as last loaded; of several the earliest, so that a doubt never makes a child. */
export function birthDateOf({ facts, now, policy }: JudgeInput): string | undefined {
  const ofMessages = facts.flatMap(({ birthDate }) => birthDate ?? []);
  const { registrations } = cancerStanding(facts, now, policy.reading.unconfirmedDiagnosisDays);
  const ofRegistry = registrations.flatMap(({ birthDate }) => birthDate ?? []);
  return (ofMessages.length > 0 ? ofMessages : ofRegistry).sort()[0];
}

/** Whether a message's birth date is unlike the registry's. */
export function birthDatesDiffer({ facts, now, policy }: JudgeInput): boolean {
  const { registrations } = cancerStanding(facts, now, policy.reading.unconfirmedDiagnosisDays);
  const ofRegistry = registrations.flatMap(({ birthDate }) => birthDate ?? []);
  return (
    ofRegistry.length > 0 &&
    facts.some(({ birthDate }) => birthDate !== undefined && !ofRegistry.includes(birthDate))
  );
}

/** Unknown = adult; dates in UTC. */
export function isChild(birthDate: string | undefined, at: EpochMs, policy: Policy): boolean {
  if (birthDate === undefined) return false;
  const [year = '', ...monthAndDay] = birthDate.split('-');
  const adultOn = [String(Number(year) + policy.level.adultFromYears), ...monthAndDay].join('-');
  return new Date(at).toISOString().slice(0, 10) < adultOn;
}
