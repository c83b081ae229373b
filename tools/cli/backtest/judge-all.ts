import type { Terminal } from '../terminal.ts';
import type { BacktestAlert, BacktestEpisode, GroupAccount, SuppressedDraw } from './account.ts';
import type { Crew } from './crew.ts';
import type { History } from './history.ts';
import type { PatientGroup } from './judge-group.ts';
import { createTaskQueue } from './task-queue.ts';

/** What became of everybody by one policy, earliest first. Patient data. */
export type Judged = {
  readonly alerts: readonly BacktestAlert[];
  readonly suppressed: readonly SuppressedDraw[];
  readonly episodes: readonly BacktestEpisode[];
  readonly draws: number;
  /** Why messages would be in quarantine, one for each. */
  readonly faults: readonly string[];
};

const FACTS_A_TASK = 500;

/** Everybody judged by the site of that number. */
export async function judgeAll(
  { groups, registeredAt }: Pick<History, 'groups' | 'registeredAt'>,
  by: number,
  { crew, terminal }: { readonly crew: Crew; readonly terminal: Pick<Terminal, 'progress'> },
): Promise<Judged> {
  const progress = terminal.progress(groups.length, 'patients');
  const queue = createTaskQueue(crew.tasksAtOnce);
  const accounts: GroupAccount[] = [];
  for (const some of inTasks(groups)) {
    await queue.add(async () => {
      accounts.push(...(await crew.judge({ groups: some, by, registeredAt })));
      progress.add(some.length);
    });
  }
  await queue.done();
  progress.stop();
  return {
    alerts: accounts.flatMap(({ alerts }) => alerts).sort((a, b) => a.raisedAt - b.raisedAt),
    suppressed: accounts
      .flatMap(({ suppressed }) => suppressed)
      .sort((a, b) => a.collectedAt - b.collectedAt),
    episodes: accounts.flatMap(({ episodes }) => episodes).sort((a, b) => a.from - b.from),
    draws: accounts.reduce((sum, { draws }) => sum + draws, 0),
    faults: accounts.flatMap(({ faults }) => faults),
  };
}

function* inTasks(groups: readonly PatientGroup[]): Generator<readonly PatientGroup[]> {
  let some: PatientGroup[] = [];
  let facts = 0;
  for (const group of groups) {
    some.push(group);
    facts += group.facts.length;
    if (facts < FACTS_A_TASK) continue;
    yield some;
    [some, facts] = [[], 0];
  }
  if (some.length > 0) yield some;
}
