import { createChartRepository } from '../../shared/chart/chart-repository.ts';
import { newestReadings } from '../../shared/chart/newest-readings.ts';
import { readUnion } from '../../shared/chart/union.ts';
import { DAY_MS, epochMs } from '../../shared/clinical/instant.ts';
import { judge } from '../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../shared/clinical/policy.ts';
import type { Choices } from './choices.ts';
import { highestStanding, patientGroups } from './oracle.ts';
import { DUE_SHARDS, keys } from './ports.ts';
import { START } from './results.ts';
import { patientAt, type Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** The same things, shuffled (Fisher and Yates). */
export function shuffled<T>(things: readonly T[], choices: Choices): readonly T[] {
  const rest = [...things];
  return things.flatMap(() => rest.splice(choices.below(rest.length), 1));
}

/** I5: what is said of each patient, and the highest level at which an alert stands, do not depend on the order. */
export async function ordersDiffer(scenario: Scenario, one: World, other: World): Promise<readonly string[]> {
  const isSameJudgement = (await judgements(scenario, one)) === (await judgements(scenario, other));
  const isSameLevel = standingLevels(scenario, one) === standingLevels(scenario, other);
  return [
    ...(isSameJudgement ? [] : ['I5: what is judged depends on the order']),
    ...(isSameLevel ? [] : ['I5: the highest level alerted depends on the order']),
  ];
}

/** When all have been judged and nothing has expired. */
const LATER = epochMs(START + DAY_MS);

/** Draws, grades, levels and episodes of every patient as the charts hold them, before what was alerted is looked at. */
async function judgements({ patients }: Scenario, { memory }: World): Promise<string> {
  const repository = createChartRepository(memory.table, DUE_SHARDS);
  const said = Array.from({ length: patients }, async (_, index) => {
    const { root, facts } = await readUnion(repository, keys.patientKey(patientAt(index)), LATER);
    const verdict = judge({
      ...{ facts: newestReadings(facts), alerted: [], policy: defaultPolicy, now: LATER },
    });
    return { root: root.pk, raised: verdict.raised, draws: verdict.judgements() };
  });
  return JSON.stringify(await Promise.all(said));
}

/**
 * Of those patients whose every draw came within a day and had a final value: which draw is the newest decides whether an
 * older one pages (R13), and a preliminary value stands only where a graver one before it was alerted.
 */
function standingLevels(scenario: Scenario, world: World): string {
  const isSettled = ({ isFresh, isFinal }: { readonly isFresh: boolean; readonly isFinal: boolean }) =>
    isFresh && isFinal;
  const levels = patientGroups(scenario, world).map(({ alerts, calcium }) =>
    calcium.every(isSettled) ? highestStanding(alerts) : 'any',
  );
  return levels.join();
}
