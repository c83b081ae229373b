import type { Accepted } from './accepted.ts';
import type { Mutant } from './mutant.ts';

/** What became of a run's mutants; it holds when nothing is in the lists after `accepted`. */
export type Evaluation = {
  readonly mutants: readonly Mutant[];
  readonly killed: readonly Mutant[];
  readonly timedOut: readonly Mutant[];
  readonly accepted: readonly Mutant[];
  /** No test failed, and nobody has said why that is right. */
  readonly survived: readonly Mutant[];
  /** No test reached it. */
  readonly untested: readonly Mutant[];
  /** Nothing can be said: none or fewer of the tests ran than had reached it. */
  readonly unseen: readonly Mutant[];
  /** Stryker could not try it, or was told to leave it out. */
  readonly untried: readonly Mutant[];
  /** Accepted, yet no such mutant survived: killed by now, or its code is gone. */
  readonly stale: readonly Accepted[];
};

const keyOf = ({ file, line, mutator, original, replacement }: Accepted | Mutant) =>
  JSON.stringify([file, line, mutator, original, replacement]);

const isOneOf = (...statuses: readonly Mutant['status'][]) => {
  const known = new Set(statuses);
  return ({ status }: Mutant) => known.has(status);
};

/** A run that looked at nothing must not pass for one in which every test held. */
const wasTested = ({ status, testsRun, testsReaching }: Mutant) =>
  status === 'Timeout' || (testsRun > 0 && (status === 'Killed' || testsRun >= testsReaching));

/** Without a single test to fail, a file that cannot be loaded fails the build all the same. */
const isBroken = ({ status, brokeLoading }: Mutant) => status === 'RuntimeError' && brokeLoading;

function split(mutants: readonly Mutant[], belongs: (mutant: Mutant) => boolean) {
  return [mutants.filter(belongs), mutants.filter((mutant) => !belongs(mutant))] as const;
}

/** Takes the accepted out of the survivors one for one: an entry speaks for one mutant only. */
function matched(survivors: readonly Mutant[], entries: readonly Accepted[]) {
  const waiting = new Map<string, Accepted[]>();
  for (const entry of entries) waiting.set(keyOf(entry), [...(waiting.get(keyOf(entry)) ?? []), entry]);
  const isAccepted = (mutant: Mutant) => waiting.get(keyOf(mutant))?.pop() !== undefined;
  const { accepted = [], survived = [] } = Object.groupBy(survivors, (mutant) =>
    isAccepted(mutant) ? 'accepted' : 'survived',
  );
  return { accepted, survived, stale: [...waiting.values()].flat() };
}

/**
 * Judges a run by what was accepted. Entries for what the run did not mutate are left alone: those of other files,
 * and, where only some lines of a file were mutated, those that met no survivor.
 */
export function evaluate(
  mutants: readonly Mutant[],
  accepted: readonly Accepted[],
  wholeFiles = true,
): Evaluation {
  const [broken, others] = split(mutants, isBroken);
  const [tried, rest] = split(others, isOneOf('Killed', 'Timeout', 'Survived'));
  const [unreached, untried] = split(rest, isOneOf('NoCoverage'));
  const [tested, unseen] = split(tried, wasTested);
  const mutatedFiles = new Set(mutants.map(({ file }) => file));
  const entries = accepted.filter(({ file }) => mutatedFiles.has(file));
  const judged = matched(tested.filter(isOneOf('Survived')), entries);
  return {
    mutants,
    killed: [...tested.filter(isOneOf('Killed')), ...broken],
    timedOut: tested.filter(isOneOf('Timeout')),
    untested: unreached,
    unseen,
    untried,
    ...judged,
    stale: wholeFiles ? judged.stale : [],
  };
}

/** Per cent of the mutants that were noticed or accepted, rounded down: 100 only when it is all of them. */
export function scoreOf({ mutants, killed, timedOut, accepted }: Evaluation): number {
  if (mutants.length === 0) return 0;
  const noticed = killed.length + timedOut.length + accepted.length;
  return Math.floor((noticed / mutants.length) * 10_000) / 100;
}

/** Whether enough mutants were noticed or accepted, and something can be said of all; a run without mutants shows nothing. */
export function holds(evaluation: Evaluation, leastScore = 100): boolean {
  const { unseen, untried, stale } = evaluation;
  return scoreOf(evaluation) >= leastScore && [unseen, untried, stale].every((list) => list.length === 0);
}
