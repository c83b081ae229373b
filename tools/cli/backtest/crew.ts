import type { EpochMs } from '../../../shared/clinical/instant.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import type { GroupAccount } from './account.ts';
import type { Batch, BatchOutcome } from './batch.ts';
import { judgeGroup, type PatientGroup } from './judge-group.ts';
import type { Interest } from './may-concern.ts';
import { createBatchReader } from './read-batch.ts';

/** What everybody who works on a backtest is told once. */
export type CrewSetup = {
  readonly now: EpochMs;
  /** By which messages are understood. */
  readonly readings: readonly [Config, ...Config[]];
  /** By which patients are judged, each with the reading whose facts it takes. */
  readonly judging: readonly { readonly config: Config; readonly reading: number }[];
};

export type JudgeTask = {
  readonly groups: readonly PatientGroup[];
  /** Which of `judging`. */
  readonly by: number;
  readonly registeredAt: EpochMs;
};

/** Whoever reads and judges: threads, or this one. */
export type Crew = {
  /** How many tasks keep all of it busy. */
  readonly tasksAtOnce: number;
  /** What of the batches read from now on is of interest. */
  readonly lookFor: (interest: Interest) => void;
  readonly read: (batch: Batch) => Promise<BatchOutcome>;
  readonly judge: (task: JudgeTask) => Promise<readonly GroupAccount[]>;
  readonly close: () => Promise<void>;
};

/** Works in this thread. */
export function createLoneCrew({ readings, judging, now }: CrewSetup): Crew {
  const readerFor = createBatchReader({ readings, now });
  let read = readerFor({ patients: [], events: false });
  return {
    tasksAtOnce: 1,
    lookFor: (interest) => {
      read = readerFor(interest);
    },
    read: (batch) => read(batch),
    judge: async ({ groups, by, registeredAt }) => {
      const judge = judging[by];
      if (judge === undefined) return [];
      const accounts: GroupAccount[] = [];
      for (const { facts, ...group } of groups) {
        const understood = facts.filter(({ reading }) => reading === judge.reading);
        accounts.push(await judgeGroup({ ...group, facts: understood }, judge.config, registeredAt));
      }
      return accounts;
    },
    close: async () => {},
  };
}
