import { type Choices, listedChoices, seededChoices } from './choices.ts';
import { keys } from './ports.ts';
import { HOW, type Play, runChoices } from './run-seed.ts';
import { createScenario, patientAt, type Scenario } from './scenario.ts';
import type { Run } from './simulate.ts';

/** The least that still fails in the same way. */
export type Counterexample = { readonly scenario: Scenario; readonly run: Run; readonly tries: number };

type Lists = { readonly what: readonly number[]; readonly how: readonly number[] };

const MOST_TRIES = 1_500;

/** Makes ever more of a failing seed's choices the mildest ones, as long as the same invariant does not hold. */
export async function shrink(seed: number, play: Play): Promise<Counterexample> {
  const recorded = { what: recording(seed), how: recording(seed + HOW) };
  const first = await runChoices(recorded.what.choices, recorded.how.choices, play);
  const wanted = invariantOf(first);
  let tries = 0;
  let least: Lists = { what: recorded.what.made, how: recorded.how.made };
  const attempt = async (lists: Lists): Promise<boolean> => {
    tries += 1;
    const run = await runChoices(listedChoices(lists.what), listedChoices(lists.how), play);
    if (invariantOf(run) !== wanted) return false;
    least = lists;
    return true;
  };
  for (const part of ['what', 'how'] as const) {
    for (let size = least[part].length; size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < least[part].length && tries < MOST_TRIES; from += size) {
        const milder = least[part].map((choice, index) =>
          index >= from && index < from + size ? 0 : choice,
        );
        if (milder.some((choice, index) => choice !== least[part][index]))
          await attempt({ ...least, [part]: milder });
      }
    }
  }
  const run = await runChoices(listedChoices(least.what), listedChoices(least.how), play);
  return { scenario: createScenario(listedChoices(least.what)), run, tries };
}

function invariantOf({ violations }: Run): string {
  return violations[0]?.slice(0, 2) ?? 'none';
}

/** A seed's choices, with a list of those that were made. */
function recording(seed: number): { readonly choices: Choices; readonly made: number[] } {
  const seeded = seededChoices(seed);
  const made: number[] = [];
  const below = (n: number) => {
    const choice = seeded.below(n);
    made.push(choice);
    return choice;
  };
  return { choices: { below }, made };
}

/** A scenario in a line a message, for a reader. */
export function described({ messages, isInBytes }: Scenario): readonly string[] {
  const lines = messages.map((message, index) => {
    if (message.is === 'link')
      return `m${index} ${message.action} ${startOfKey(message.survivor)} <- ${startOfKey(message.absorbed)}`;
    const { patient, identity, fact } = message;
    const results = fact.results.map(
      ({ analyte, status, value, collectedAt }) =>
        `${analyte} ${value?.amount ?? 'none'} ${value?.unit ?? ''} ${status} drawn ${new Date(collectedAt).toISOString()}`,
    );
    return `m${index} patient ${patient} (${startOfKey(patient)}): ${identity} ${fact.origin} ${results.join()}`;
  });
  return [`${messages.length} messages${isInBytes ? ' as bytes' : ''}:`, ...lines];
}

/** As the trace shows it. */
function startOfKey(patient: number): string {
  return keys.patientKey(patientAt(patient)).slice(0, 6);
}
