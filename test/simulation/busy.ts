import type { Choices } from './choices.ts';
import type { Attempt, Scheduler } from './scheduler.ts';

/** What somebody does, and how it ends. */
export type Work = {
  readonly by: 'worker' | 'sweep' | 'door' | 'person';
  /** Messages by their names. */
  readonly what?: string;
  /** Resolves to what is to happen once it is done. */
  readonly start: (attempt: Attempt) => Promise<() => void>;
  readonly failed: () => void;
  readonly crashed: () => void;
};

/** All who are at work. */
export type Busy = {
  readonly begin: (work: Work) => void;
  readonly crashOne: () => void;
  readonly count: (by?: Work['by']) => number;
};

export function createBusy(
  scheduler: Scheduler,
  choices: Choices,
  threw: (error: unknown, by: Work['by']) => void,
): Busy {
  const busy = new Map<Attempt, Work>();
  let attempts = 0;
  const finish = (attempt: Attempt, end: () => void) => {
    if (attempt.crashed) return;
    busy.delete(attempt);
    end();
  };
  return {
    begin: (work) => {
      attempts += 1;
      const attempt: Attempt = { name: `${work.by}${attempts}`, crashed: false };
      busy.set(attempt, work);
      if (work.what !== undefined) scheduler.trace.push(`${attempt.name} takes ${work.what}`);
      work.start(attempt).then(
        (end) => finish(attempt, end),
        (error: unknown) => {
          threw(error, work.by);
          finish(attempt, work.failed);
        },
      );
    },
    crashOne: () => {
      const [attempt, work] = [...busy][choices.below(busy.size)] ?? [];
      if (attempt === undefined || work === undefined) return;
      busy.delete(attempt);
      scheduler.crash(attempt, work.crashed);
    },
    count: (by) => [...busy.values()].filter((work) => by === undefined || work.by === by).length,
  };
}
