import { DAY_MS, type EpochMs, HOUR_MS } from '../../shared/clinical/instant.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import type { ChartedFact, JudgeInput } from '../../shared/clinical/verdict.ts';
import type { CurrentResult } from './current-result.ts';
import { type Finding, findingsOf, lastRows } from './known-cancer.ts';

/** When a fact began to count for what lies in another partition: its receipt, or the merge if that came later. */
function countsFrom(fact: ChartedFact, result: CurrentResult): EpochMs {
  if (fact.where === result.fact.where) return fact.receivedAt;
  return Math.max(fact.receivedAt, fact.joinedAt?.get(result.fact.where) ?? 0) as EpochMs;
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
): readonly Finding[] {
  const reach = policy.lateness.lateDiagnosisDays * DAY_MS;
  const until = Math.max(result.firstReceivedAt, result.result.collectedAt + reach);
  const known = facts
    .filter(({ diagnoses, registration }) => diagnoses.length > 0 || registration !== undefined)
    .map((fact) => ({ ...fact, receivedAt: countsFrom(fact, result) }))
    .filter(({ receivedAt }) => receivedAt <= until);
  return findingsOf(known, Math.min(now, until), policy.reading.unconfirmedDiagnosisDays);
}

/** All that is known now. */
export function cancerNow({ facts, now, policy }: JudgeInput): readonly Finding[] {
  return findingsOf(facts, now, policy.reading.unconfirmedDiagnosisDays);
}

const readable = (dates: readonly (string | undefined)[]) =>
  dates.flatMap((date) => (date !== undefined && /^\d{4}-\d\d-\d\d$/.test(date) ? [date] : []));
const ofMessages = ({ facts }: JudgeInput) => readable(facts.map(({ birthDate }) => birthDate));
const ofRegistry = ({ facts }: JudgeInput) => readable(lastRows(facts).map(({ birthDate }) => birthDate));

/** PID-7, else the registry's as last loaded; of several the earliest, so that a doubt never makes a child. */
export function birthDateOf(input: JudgeInput): string | undefined {
  const sent = ofMessages(input);
  return [...(sent.length > 0 ? sent : ofRegistry(input))].sort()[0];
}

/** Whether a message's birth date is unlike the registry's. */
export function birthDatesDiffer(input: JudgeInput): boolean {
  const registered = ofRegistry(input);
  return registered.length > 0 && ofMessages(input).some((date) => !registered.includes(date));
}

/** Unknown = adult; the date is that of the zone where it begins first, UTC+14. */
export function isChild(birthDate: string | undefined, at: EpochMs, policy: Policy): boolean {
  if (birthDate === undefined) return false;
  const [year = '', ...monthAndDay] = birthDate.split('-');
  const adultOn = [String(Number(year) + policy.level.adultFromYears), ...monthAndDay].join('-');
  return new Date(at + 14 * HOUR_MS).toISOString().slice(0, 10) < adultOn;
}
